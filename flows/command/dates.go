package command

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Dated is one of several dates as it was typed, and what it is. Err is an Unclear, as
// Moment gives it.
type Dated struct {
	Said    string
	At      time.Time
	HasHour bool
	Err     error
}

// Dates reads dates to come among which people choose: "Tuesday 10:00 or Wednesday at 15
// or 24/12 15:00". What names no day is on the day of the one before it.
func Dates(s string, now time.Time, languages ...string) []Dated {
	var all []Dated
	for _, said := range alternatives(s, languages) {
		listed, ok := readListed(said, all, now, languages)
		if !ok {
			listed = []Dated{readDated(said, all, now, languages)}
		}
		all = append(all, listed...)
	}
	return all
}

// readListed reads one date, or several between commas or with "and", where all of them
// are dates; the longest comes first. After "and" each names its day: in "at 10 and 15"
// minutes may be meant.
func readListed(said string, before []Dated, now time.Time, languages []string) ([]Dated, bool) {
	if d := readDated(said, before, now, languages); d.Err != NotAMoment {
		return []Dated{d}, true
	}
	for _, cut := range slices.Backward(token.FindAllStringIndex(said, -1)) {
		mark := said[cut[0]:cut[1]]
		if cut[0] > longestSaid || mark != "," && !isAnd(mark) {
			continue
		}
		d := readDated(Only(said[:cut[0]]), before, now, languages)
		if d.Err == NotAMoment {
			continue
		}
		var known []Dated
		if mark == "," {
			known = []Dated{d}
		}
		rest, ok := readListed(Only(said[cut[1]:]), known, now, languages)
		return append([]Dated{d}, rest...), ok
	}
	return nil, false
}

// token is a comma, or a word, which may be "and". In "9,30" the comma is none.
var token = regexp.MustCompile(`,|\d+,\d+|[^\s,]+`)

// isAnd reports whether a word is "and", in any language.
func isAnd(word string) bool {
	for _, c := range calendars() {
		if slices.Contains(c.And, Fold(word)) {
			return true
		}
	}
	return false
}

// alternatives cuts a line at "or", at its line breaks and at semicolons.
func alternatives(s string, languages []string) []string {
	var all []string
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == ';' }) {
		var words []string
		end := func() {
			if said := Only(strings.Join(words, " ")); said != "" {
				all = append(all, said)
			}
			words = nil
		}
		for _, word := range strings.Fields(line) {
			if c, ok := Parse(word, languages...); ok && c.Word == Or && c.Rest == "" {
				end()
				continue
			}
			words = append(words, word)
		}
		end()
	}
	return all
}

// readDated reads one date. After a day that is whole, a number alone is an hour: "Tue
// 10" is Tuesday at ten, unless the tenth is a Tuesday.
func readDated(said string, before []Dated, now time.Time, languages []string) Dated {
	d := Dated{Said: said}
	d.At, d.HasHour, d.Err = Moment(said, now, languages...)
	// "24/12 15" reads like a day of the year 2015.
	unread := d.Err == NotAMoment || (d.Err == Past || d.Err == OtherDay) && !d.HasHour
	if whole := bareHour.ReplaceAllString(said, "$1 $2:00"); whole != said && unread {
		if at, hasHour, err := Moment(whole, now, languages...); err != NotAMoment {
			d.At, d.HasHour, d.Err = at, hasHour, err
		}
	}
	if d.Err == NotAMoment && len(before) > 0 && !before[len(before)-1].At.IsZero() {
		day := before[len(before)-1].At.Format("2006-01-02 ")
		for _, hour := range []string{said, Only(said) + ":00"} {
			at, hasHour, err := Moment(day+hour, now, languages...)
			if err != NotAMoment && hasHour {
				d.At, d.HasHour, d.Err = at, hasHour, err
				break
			}
		}
	}
	return d
}

// bareHour is a line that ends with a number which may be an hour.
var bareHour = regexp.MustCompile(`^(.*\S)\s+(\d{1,2})$`)

// HourOfDay reads an hour alone: "10:00", "at ten", "alle 9.30". The error is an Unclear.
func HourOfDay(s string, languages ...string) (hours, minutes int, err error) {
	for _, line := range []string{s, Only(s) + ":00"} {
		said, ok := hear("2000-01-01 "+line, languages)
		switch {
		case !ok || said.hour == nil:
		case said.hour.either:
			return said.hour.hour, said.hour.minute, EitherHalf
		default:
			return said.hour.hour, said.hour.minute, nil
		}
	}
	return 0, 0, NotAMoment
}
