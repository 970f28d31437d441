package flows

import (
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Course is his time at the programme, from which the time points are counted
// (DOMAIN section 6). All are days.
type Course struct {
	Began time.Time `json:"began,omitzero"`
	Half  time.Time `json:"half,omitzero"`  // half-way, where it is not the day between the two
	Until time.Time `json:"until,omitzero"` // planned
}

// afterwards is how many months after the end the last questionnaire is due.
const afterwards = 6

// halfWay is the day between the first and the last, or the one that was said.
func (c Course) halfWay() time.Time {
	if !c.Half.IsZero() || c.Began.IsZero() || c.Until.IsZero() {
		return c.Half
	}
	days := int(c.Until.Sub(c.Began) / (24 * time.Hour))
	return c.Began.AddDate(0, 0, days/2)
}

// ended is the course of somebody who has stopped attending: his last questionnaire is
// due then, and a day half-way that never came is none.
func (c Course) ended(on time.Time) Course {
	if c.Half = c.halfWay(); !c.Half.Before(on) {
		c.Half = on
	}
	c.Until = on
	return c
}

// day is that of a time point; zero where nobody knows it yet.
func (c Course) day(point int) time.Time {
	switch {
	case point == 1:
		return c.Began
	case point == 2 && c.Half.Equal(c.Until):
		return time.Time{} // he stopped before
	case point == 2:
		return c.halfWay()
	case point == 3:
		return c.Until
	case point == 4 && !c.Until.IsZero():
		return c.Until.AddDate(0, afterwards, 0)
	}
	return time.Time{}
}

// began records when he began at the programme, and when it is to end: `began
// 1/12/2026 until 1/6/2027`. Only the programme knows.
func (t *turn) began(i int, by Person, c command.Command) {
	said := t.readTerms(i, c.Rest, false)
	clear := said.odd == "" && !said.since.IsZero() && !said.only && !said.none && len(said.topics) == 0
	switch {
	case i != 0:
		t.say(t.c.private(i), "course.programme_only")
	case c.Rest == "" || !clear && c.Marked:
		t.say(t.c.private(i), "course.how", t.c.Course.args())
	case !clear:
		// talk that begins with the word
	case !said.until.IsZero() && !said.until.After(said.since):
		t.say(t.c.private(i), "course.ends_before")
	default:
		t.setCourse(by, Course{Began: said.since, Until: said.until})
	}
}

// half records another day half-way: `half 1/3/2027`.
func (t *turn) half(i int, by Person, c command.Command) {
	s, course := t.c.Sides[i].Service, t.c.Course
	rest, day, ok := command.DayToComeAtStart(command.AfterFillers(c.Rest), t.now.In(zone(s.Zone)), s.Language)
	switch {
	case i != 0:
		t.say(t.c.private(i), "course.programme_only")
	case !ok || rest != "":
		if c.Marked || c.Rest == "" {
			t.say(t.c.private(i), "course.half_how")
		}
	case course.Began.IsZero():
		t.say(t.c.private(i), "course.how", course.args())
	case !day.After(course.Began) || !course.Until.IsZero() && !day.Before(course.Until):
		t.say(t.c.private(i), "course.half_between")
	default:
		course.Half = day
		t.setCourse(by, course)
	}
}

// setCourse changes the days. The other service plans with the same, once both have an
// agreement.
func (t *turn) setCourse(by Person, course Course) {
	if course == t.c.Course {
		t.say(t.c.private(0), "course.recorded", course.args())
		return
	}
	t.c.Course = course
	t.enter(by, 0, "journal.course")
	r := Record{Kind: RecordCourse, By: by, Line: message.New("record.course", course.args())}
	t.say(t.c.private(0), "course.recorded", course.args())
	if !t.c.agreed() {
		t.record(0, r)
	} else {
		t.recordShared(r)
		t.say(Shared(t.c.Code), "course.told", course.args(), message.Args{"Service": message.Text(t.c.Sides[0].Service.Name)})
	}
}

// args are the days; what nobody knows yet is empty.
func (c Course) args() message.Args {
	args := message.Args{}
	for name, day := range map[string]time.Time{"Began": c.Began, "Half": c.halfWay(), "Until": c.Until} {
		args[name] = message.Text("")
		if !day.IsZero() {
			args[name] = message.Day(day)
		}
	}
	return args
}
