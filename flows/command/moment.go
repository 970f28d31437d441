package command

import "time"

// Unclear is why a moment cannot be taken as it was said. People are asked for it
// again, in words that say what is wrong.
type Unclear string

// What can be wrong with a moment.
const (
	NotAMoment  Unclear = "not_a_moment"
	OtherDay    Unclear = "other_day"    // the date is another weekday
	Past        Unclear = "past"         // it lies behind
	EitherHalf  Unclear = "either_half"  // "at 3": in the night or in the afternoon
	SkippedHour Unclear = "skipped_hour" // clocks are put forward over it
	DoubledHour Unclear = "doubled_hour" // clocks are put back, and it comes twice
)

func (u Unclear) Error() string { return "the moment cannot be taken: " + string(u) }

// Moment reads a day, and an hour where one was said, for what is to come: "next
// Tuesday at 10", "24/12 15:00", "in two weeks". Without a year, or with a weekday
// alone, it is the next such day, and a weekday alone is never today. Without an hour
// it is midnight. It lies in now's location. The error is an Unclear; unless it is
// NotAMoment, the day is given with it, and of an hour that comes twice the first.
func Moment(s string, now time.Time, languages ...string) (at time.Time, hasHour bool, err error) {
	said, ok := hear(s, languages)
	if !ok {
		return time.Time{}, false, NotAMoment
	}
	today := midnight(now)
	day, ok := said.find(today, said.towards(next))
	switch {
	case !ok || day.Year() < oldest:
		return time.Time{}, false, NotAMoment
	case !said.agrees(day):
		return day, said.hour != nil, OtherDay
	case day.Before(today):
		return day, said.hour != nil, Past
	case said.hour == nil:
		return day, false, nil
	case said.hour.either:
		return day, true, EitherHalf
	}
	at, err = said.hour.on(day)
	switch {
	case err == DoubledHour:
		return at, true, err
	case err != nil:
		return day, true, err
	case !at.After(now):
		return day, true, Past
	}
	return at, true, nil
}
