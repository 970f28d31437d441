package recidivism

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// How far two reports of one episode may lie apart: a day where both know the day,
// since a night has two; two weeks where one of them knows it only roughly.
const (
	nearExactly = 24 * time.Hour
	nearRoughly = 14 * 24 * time.Hour
)

// candidate is a pair that may be one episode.
type candidate struct {
	hers, his int
	apart     time.Duration
	kinds     int // that both name
}

// match pairs the indices of her episodes with those of his.
func match(hers, his []Episode) map[int]int {
	var all []candidate
	for i, a := range hers {
		for j, b := range his {
			if c := (candidate{i, j, apart(a, b), shared(a, b)}); c.kinds > 0 && c.apart <= near(a, b) {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.apart, b.apart), cmp.Compare(b.kinds, a.kinds))
	})
	matched := map[int]int{}
	for _, c := range all {
		if _, done := matched[c.hers]; !done && !taken(matched, c.his) {
			matched[c.hers] = c.his
		}
	}
	return matched
}

func taken(matched map[int]int, his int) bool {
	return slices.Contains(slices.Collect(maps.Values(matched)), his)
}

// apart is how much time lies between two periods; nothing where they overlap.
func apart(a, b Episode) time.Duration {
	return max(0, a.From.Sub(b.To), b.From.Sub(a.To))
}

func near(a, b Episode) time.Duration {
	if a.Roughly || b.Roughly {
		return nearRoughly
	}
	return nearExactly
}

// shared counts the kinds that both name.
func shared(a, b Episode) int {
	n := 0
	for _, kind := range a.Kinds {
		if slices.Contains(b.Kinds, kind) {
			n++
		}
	}
	return n
}
