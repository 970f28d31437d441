package config

import "strings"

// unknown says what to do about a key that is not in the table: take the name
// that was probably meant, or one of those which are known at its level.
func unknown(name string) string {
	best, distance := "", 1+len(keyOf(name))/4
	var here []string
	for _, known := range names() {
		sameLevel := levelOf(known) == levelOf(name)
		if sameLevel {
			here = append(here, keyOf(known))
		}
		d := edits(keyOf(name), keyOf(known))
		if d < distance || d == distance && (best == "" || sameLevel && levelOf(best) != levelOf(name)) {
			best, distance = known, d
		}
	}
	switch {
	case best == "":
		return "unknown option " + keyOf(name) + ": delete it; known here are " + strings.Join(here, ", ")
	case levelOf(best) == levelOf(name):
		best = keyOf(best)
	}
	return "unknown option " + keyOf(name) + ": did you mean " + best + "?"
}

// names are all options and the sections that hold them, each once.
func names() []string {
	var all []string
	last := ""
	for _, o := range options {
		if level := levelOf(o.Name); level != last && level != "" {
			all = append(all, strings.TrimSuffix(strings.TrimSuffix(level, "."), "[]"))
			last = level
		}
		all = append(all, o.Name)
	}
	return all
}

// edits counts the letters to insert, delete or replace between two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
