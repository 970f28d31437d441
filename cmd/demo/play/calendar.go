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

// passTo lets days pass, to ten o'clock of a working day: so many days after a first one,
// or the next Monday.
func (s *Scene) passTo(first time.Time, days int) error {
	then := time.Date(first.Year(), first.Month(), first.Day()+days, 10, 0, 0, 0, first.Location())
	for then.Weekday() == time.Saturday || then.Weekday() == time.Sunday {
		then = then.AddDate(0, 0, 1)
	}
	s.progress(then.Format("it is Monday 2 January 2006, ten o'clock"))
	return s.Bot.Ahead(then.Sub(s.today()))
}
