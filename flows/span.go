package flows

import (
	"fmt"

	"asapbot/flows/hours"
	"asapbot/flows/message"
)

// spanLines are hours in plain words, a span a line.
func spanLines(h hours.Hours) []message.Message {
	var lines []message.Message
	for _, s := range h {
		lines = append(lines, spanLine(s))
	}
	return lines
}

func spanLine(s hours.Span) message.Message {
	args := message.Args{
		"Days": message.Nested(daysMessage(s.Days)), "From": message.Text(clock(s.From)), "To": message.Text(clock(s.To)),
	}
	switch {
	case s.From == 0 && s.To == 24*60:
		return message.New("span.days", args)
	case s.To <= s.From:
		return message.New("span.overnight", args)
	}
	return message.New("span.hours", args)
}

// gapLines are gaps in plain words: those of a night, and those that take longer.
func gapLines(gaps []hours.Gap) []message.Message {
	var short hours.Hours
	var long []message.Message
	for _, g := range gaps {
		if span, ok := g.Span(); ok {
			short = append(short, span)
			continue
		}
		first, from := g.Begins()
		last, to := g.Ends()
		long = append(long, message.New("span.long", message.Args{
			"First": message.Nested(message.New(dayNames[first])), "From": message.Text(clock(from)),
			"Last": message.Nested(message.New(dayNames[last])), "To": message.Text(clock(to)),
		}))
	}
	return append(spanLines(short.Merged()), long...)
}

func clock(minutes int) string {
	return fmt.Sprintf("%d:%02d", minutes/60, minutes%60)
}

// dayNames are the messages of the days of the week, Sunday first, as time.Weekday
// counts.
var dayNames = [7]message.ID{"day.sunday", "day.monday", "day.tuesday", "day.wednesday", "day.thursday", "day.friday", "day.saturday"}

// daysMessage names days of the week: every day, a run of days, or a few.
func daysMessage(on [7]bool) message.Message {
	var runs []message.Message
	for i := range 7 {
		first := (i + 1) % 7 // a week begins on Monday
		if !on[first] || first != 1 && on[(first+6)%7] {
			continue
		}
		last := first
		for on[(last+1)%7] && (last+1)%7 != 1 {
			last = (last + 1) % 7
		}
		args := message.Args{"First": message.Nested(message.New(dayNames[first])), "Last": message.Nested(message.New(dayNames[last]))}
		if first == last {
			runs = append(runs, message.New(dayNames[first]))
		} else {
			runs = append(runs, message.New("days.run", args))
		}
	}
	all := runs[0]
	for _, more := range runs[1:] {
		all = message.New("days.and", message.Args{"Days": message.Nested(all), "More": message.Nested(more)})
	}
	if on == hours.Every {
		return message.New("days.every")
	}
	return all
}
