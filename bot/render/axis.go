package render

import (
	"fmt"
	"time"

	"github.com/go-playground/locales"
)

// tick is a place on the axis of time with its label, and the year where that is
// worth saying.
type tick struct {
	at          time.Time
	label, year string
}

// pace is how far apart ticks are. They stand at midnights: of days, Mondays, or
// first days of months.
type pace struct{ days, months int }

var paces = []pace{{1, 0}, {2, 0}, {7, 0}, {14, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 6}, {0, 12}, {0, 24}, {0, 60}}

// first is the first tick at or after a time, in its zone.
func (p pace) first(from time.Time) time.Time {
	y, m, d := from.Date()
	t := time.Date(y, m, d, 0, 0, 0, 0, from.Location())
	switch {
	case p.days%7 == 0 && p.days > 0:
		t = t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	case p.months > 0:
		month := (y*12 + int(m) - 1) / p.months * p.months
		t = time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, from.Location())
	}
	for t.Before(from) {
		t = p.next(t)
	}
	return t
}

func (p pace) next(t time.Time) time.Time { return t.AddDate(0, p.months, p.days) }

// ticks are the places of one pace between two times. Where there is none, the
// beginning is one.
func (p pace) ticks(c locales.Translator, from, until time.Time) []tick {
	var all []tick
	for t := p.first(from); !t.After(until); t = p.next(t) {
		all = append(all, p.tick(c, t))
	}
	if len(all) == 0 {
		all = append(all, pace{days: 1}.tick(c, from))
	}
	for i := len(all) - 1; i > 0; i-- {
		if all[i].at.Year() == all[i-1].at.Year() {
			all[i].year = ""
		}
	}
	return all
}

func (p pace) tick(c locales.Translator, t time.Time) tick {
	month, year := c.MonthAbbreviated(t.Month()), fmt.Sprint(t.Year())
	switch {
	case p.days > 0:
		return tick{t, fmt.Sprint(t.Day()) + " " + month, year}
	case p.months < 12:
		return tick{t, month, year}
	}
	return tick{at: t, label: year}
}

// axis is a stretch of time over a stretch of the picture.
type axis struct {
	from, until time.Time
	left, right int
}

// newAxis is one of an hour at least: a case may have only begun.
func newAxis(from, until time.Time, zone *time.Location, left, right int) axis {
	from, until = from.In(zone), until.In(zone)
	if until.Before(from.Add(time.Hour)) {
		until = from.Add(time.Hour)
	}
	return axis{from, until, left, right}
}

// x is where a time stands; what lies outside stands at the end.
func (a axis) x(t time.Time) int {
	share := float64(t.Sub(a.from)) / float64(a.until.Sub(a.from))
	return a.left + int(min(1, max(0, share))*float64(a.right-a.left))
}

// ticks are those of the shortest pace whose labels have room.
func (a axis) ticks(c locales.Translator, wide func(string) int) []tick {
	var all []tick
	for _, p := range paces {
		if a.until.Sub(a.from) > 40*24*time.Hour*time.Duration(max(p.days, p.months*30)) {
			continue // far too many to be asked
		}
		if all = p.ticks(c, a.from, a.until); a.fits(all, wide) {
			break
		}
	}
	return all
}

func (a axis) fits(all []tick, wide func(string) int) bool {
	for i := range len(all) - 1 {
		room := a.x(all[i+1].at) - a.x(all[i].at)
		if room < (wide(all[i].label)+wide(all[i+1].label))/2+10 {
			return false
		}
	}
	return true
}
