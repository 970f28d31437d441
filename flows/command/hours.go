package command

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/hours"
)

// weekday reads the name of a day, or how it begins.
func weekday(s string, languages []string) (time.Weekday, bool) {
	for _, language := range slices.Concat(languages, Languages()) {
		if c := calendarIn(language); c != nil {
			if d, ok := c.weekday(Fold(Only(s))); ok {
				return d, true
			}
		}
	}
	return 0, false
}

// dash is whatever telephones write between two days or two times.
var dash = regexp.MustCompile(`\s*[-‐‑‒–—−]\s*`)

// fromTo is a span's times: "18:00-8:00", "18.30-8", "0-24".
var fromTo = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d\d))?-(\d{1,2})(?:[:.](\d\d))?$`)

// Hours reads spans that come round each week: "20:00-7:00", "Mon-Fri 18-8", "Sat,
// Sun 9:00-12:30", several between commas. Without days they are those of the one
// before, or every day; without times it is the whole day.
func Hours(s string, languages ...string) (hours.Hours, bool) {
	var all hours.Hours
	var on [7]bool // days that stand before a comma have the times that follow
	pieces := strings.FieldsFunc(dash.ReplaceAllString(s, "-"), func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
	for i, piece := range pieces {
		times := ""
		for _, word := range strings.Fields(piece) {
			switch days, ok := readDays(word, languages); {
			case ok:
				on = union(on, days)
			case times == "" && fromTo.MatchString(word):
				times = word
			case !Filler(word):
				return nil, false
			}
		}
		if times == "" && i < len(pieces)-1 {
			continue
		}
		if on == ([7]bool{}) && len(all) > 0 {
			on = all[len(all)-1].Days
		}
		span, ok := span(on, times)
		if !ok {
			return nil, false
		}
		all, on = append(all, span), [7]bool{}
	}
	return all, len(all) > 0
}

// span is one of them; of no day is every day.
func span(on [7]bool, times string) (hours.Span, bool) {
	span := hours.Span{Days: on, To: 24 * 60}
	if on == ([7]bool{}) {
		if times == "" {
			return span, false
		}
		span.Days = hours.Every
	}
	if found := fromTo.FindStringSubmatch(times); found != nil {
		span.From, span.To = minutes(found[1], found[2]), minutes(found[3], found[4])
	}
	return span, span.Valid()
}

// minutes after midnight; too many where there is no such time.
func minutes(hour, minute string) int {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute) // none is zero
	if m > 59 {
		return 24*60 + 1
	}
	return h*60 + m
}

// readDays reads "Mon" or "Fri-Sun".
func readDays(word string, languages []string) (on [7]bool, ok bool) {
	first, last, isRange := strings.Cut(word, "-")
	from, ok := weekday(first, languages)
	to := from
	if ok && isRange {
		to, ok = weekday(last, languages)
	}
	for d := from; ok; d = (d + 1) % 7 {
		on[d] = true
		if d == to {
			break
		}
	}
	return on, ok
}

func union(a, b [7]bool) [7]bool {
	for i := range a {
		a[i] = a[i] || b[i]
	}
	return a
}
