package play

import "time"

// today is the time by the bot's clock, where the services are.
func (s *Scene) today() time.Time {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		rome = time.UTC
	}
	return s.Bot.Now().In(rome)
}

// day is one so many days from today, as people type it.
func (s *Scene) day(days int) string { return s.today().AddDate(0, 0, days).Format("2/1/2006") }

// typedMoment is how a date and an hour are typed.
const typedMoment = "2/1/2006 15:04"

// meetingDay is the next day, at ten, that leaves a working day in between to prepare on.
func (s *Scene) meetingDay() time.Time {
	now := s.today()
	day := time.Date(now.Year(), now.Month(), now.Day()+2, 10, 0, 0, 0, now.Location())
	for free(day) || free(day.AddDate(0, 0, -1)) {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// free reports whether a day is at the weekend.
func free(day time.Time) bool { return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday }

// passTo lets days pass, to ten o'clock of a working day: so many days after a first one,
// or the next Monday.
func (s *Scene) passTo(first time.Time, days int) error {
	then := time.Date(first.Year(), first.Month(), first.Day()+days, 10, 0, 0, 0, first.Location())
	for free(then) {
		then = then.AddDate(0, 0, 1)
	}
	return s.passUntil(then)
}

// passUntil lets time pass until a moment.
func (s *Scene) passUntil(then time.Time) error {
	s.progress(then.Format("it is Monday 2 January 2006, 15:04"))
	return s.Bot.Ahead(then.Sub(s.today()))
}
