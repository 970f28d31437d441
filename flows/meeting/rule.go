package meeting

import (
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Rule is the rhythm in which a case's meetings come round: a recurrence rule (RFC 5545,
// 3.3.10) and the hour on the wall, which stays the same when clocks are changed.
type Rule struct {
	RRule  string `json:"rrule"`
	Hour   int    `json:"hour"`
	Minute int    `json:"minute"`
	Zone   string `json:"zone"` // an IANA time zone: that of the service that proposed it
}

// IsZero reports whether there is no rhythm.
func (r Rule) IsZero() bool { return r.RRule == "" }

// Why a rule cannot be the rhythm of meetings.
var (
	ErrNotARule  = errors.New("not a rule for meetings")
	ErrTooOften  = errors.New("more often than once a day")
	ErrTooSeldom = errors.New("less often than once a year")
	ErrEnds      = errors.New("a rule that ends")
)

// longestInterval is a year, by what is counted (this project's own choice: what comes
// round less often is a date).
var longestInterval = map[rrule.Frequency]int{rrule.DAILY: 366, rrule.WEEKLY: 52, rrule.MONTHLY: 12}

// ReadRule reads a recurrence rule and gives it as it is kept. Only such rules are taken
// whose every period has a day, so that the search for the next one always ends soon: no
// thirtieth of the month, and no fifth Tuesday.
func ReadRule(s string) (string, error) {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "RRULE:")
	names := map[string]bool{}
	for part := range strings.SplitSeq(strings.TrimSuffix(s, ";"), ";") {
		name, value, _ := strings.Cut(part, "=")
		names[name] = true
		switch name {
		case "FREQ":
			switch value {
			case "SECONDLY", "MINUTELY", "HOURLY":
				return "", ErrTooOften
			case "YEARLY":
				return "", ErrTooSeldom
			}
		case "COUNT", "UNTIL":
			return "", ErrEnds
		case "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST":
		default:
			return "", ErrNotARule
		}
	}
	o, err := rrule.StrToROption(strings.TrimSuffix(s, ";"))
	if err != nil || !names["FREQ"] {
		return "", ErrNotARule
	}
	o.Interval = max(o.Interval, 1)
	if o.Interval > longestInterval[o.Freq] {
		return "", ErrTooSeldom
	}
	if !everyPeriodHasADay(o) {
		return "", ErrNotARule
	}
	if _, err := rrule.NewRRule(*o); err != nil {
		return "", ErrNotARule
	}
	return o.RRuleString(), nil
}

func everyPeriodHasADay(o *rrule.ROption) bool {
	far := func(n int) bool { return n < -4 || n > 4 }
	numbered := slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return d.N() != 0 })
	days, ofMonth, nth := len(o.Byweekday) > 0, len(o.Bymonthday) > 0, len(o.Bysetpos) > 0
	switch o.Freq {
	case rrule.DAILY:
		return !ofMonth && !nth && !numbered && (!days || o.Interval == 1)
	case rrule.WEEKLY:
		return days && !ofMonth && !nth && !numbered
	default:
		return days != ofMonth &&
			!slices.ContainsFunc(o.Byweekday, func(d rrule.Weekday) bool { return far(d.N()) }) &&
			!slices.ContainsFunc(o.Bymonthday, func(n int) bool { return n == 0 || n < -28 || n > 28 }) &&
			(!nth || days && !numbered && !slices.ContainsFunc(o.Bysetpos, far))
	}
}

// forgotten is how long ago the last meeting may be to count from it.
const forgotten = 2 * 366 * 24 * time.Hour

// Next is the first meeting by the rule that begins after a moment, in the rule's zone.
// Weeks and months are counted from the last meeting; where there was none, the nearest
// day is the first. A day from which the last meeting was moved away, to an earlier one,
// is not next. It is zero where the rule gives none.
func (r Rule) Next(last, after time.Time, zone *time.Location) time.Time {
	o, err := rrule.StrToROption(r.RRule)
	if err != nil {
		return time.Time{}
	}
	from := last
	counts := !last.IsZero() && !last.After(after) && after.Sub(last) <= forgotten
	if !counts {
		from, o.Interval = after, 1
	}
	// The search goes by the clock on the wall, as if there were no zones: otherwise an
	// hour would be gained or lost at each change.
	o.Dtstart = earliest(r.on(from.In(zone), time.UTC), o)
	rule, err := rrule.NewRRule(*o)
	if err != nil {
		return time.Time{}
	}
	next, earlier := rule.Iterator(), time.Time{}
	for range mostSearched {
		day, ok := next()
		if !ok {
			break
		}
		at := r.on(day, zone)
		held := counts && !earlier.IsZero() && at.Sub(last) < last.Sub(earlier).Abs()
		if at.After(after) && !held {
			return at
		}
		earlier = at
	}
	return time.Time{}
}

// earliest is two intervals before a day, from where a rule's periods are the same.
func earliest(day time.Time, o *rrule.ROption) time.Time {
	back := -2 * max(o.Interval, 1)
	switch o.Freq {
	case rrule.MONTHLY:
		return day.AddDate(0, 0, 1-day.Day()).AddDate(0, back, 0)
	case rrule.WEEKLY:
		return day.AddDate(0, 0, 7*back)
	}
	return day.AddDate(0, 0, back)
}

// mostSearched is more than there are days from the last meeting on.
const mostSearched = 1000

// on is the rule's hour on a day.
func (r Rule) on(day time.Time, zone *time.Location) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), r.Hour, r.Minute, 0, 0, zone)
}

// closerDays is how many days ahead the next meeting is at most while the risk is high,
// and half of the interval where that is sooner (this project's own choice).
const closerDays = 14

// leastDays is how many days it leaves people to make room for it.
const leastDays = 3

// Closer is the next meeting while the risk is high: on the same weekday and at the same
// hour, earlier by whole weeks.
func Closer(now, next time.Time) time.Time {
	days := int(math.Round(next.Sub(now).Hours() / 24))
	most := min(days/2, closerDays)
	for days > most && days-7 >= leastDays {
		days, next = days-7, next.AddDate(0, 0, -7)
	}
	return next
}

// Said is a rule as people say it, where it says no more than that: every so many weeks
// on a weekday, or every so many months on the month's first to fourth or last.
type Said struct {
	Every   int
	Months  bool
	Weekday time.Weekday
	Nth     int // of the month: 1 to 4, or -1 for the last
}

// Said is the rule in such words, if it can be.
func (r Rule) Said() (Said, bool) {
	o, err := rrule.StrToROption(r.RRule)
	if err != nil || len(o.Byweekday) != 1 || len(o.Bysetpos) > 0 || o.Freq == rrule.DAILY {
		return Said{}, false
	}
	day := o.Byweekday[0]
	said := Said{Every: max(o.Interval, 1), Months: o.Freq == rrule.MONTHLY, Weekday: time.Weekday((day.Day() + 1) % 7), Nth: day.N()}
	return said, said.Months == (said.Nth != 0) && said.Nth >= -1
}
