package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// meeting plans the next meeting, in the case room: `!meeting Tuesday at 10` proposes a
// date, `!meeting` shows what is planned.
func (t *turn) meeting(i int, in Said, c command.Command) {
	what := t.aboutMeeting(i, c.Rest)
	if c.Rest == "" || what.Rest == "" && (what.Word == command.Help || what.Word == command.Status) {
		t.sayAll(Shared(t.c.Code), append(t.planned(), message.New("meeting.how")))
		return
	}
	t.arrangeMeeting(i, in, what, c.Rest)
}

// arrangeMeeting does what a line about meetings says, which was typed like that.
func (t *turn) arrangeMeeting(i int, in Said, what command.Command, said string) {
	switch alone := what.Rest == ""; {
	case what.Word == command.Move, what.Word == command.Correct, what.Word == command.Change:
		t.proposeDates(i, in, what.Rest, true)
	case callsOff[what.Word] && t.aboutMeeting(i, what.Rest).Word == command.OfRhythm:
		t.endRhythm(i, in.By)
	case what.Word == command.Remove && !alone:
		t.sayAll(Shared(t.c.Code), append(t.planned(), message.New("meeting.how")))
	case callsOff[what.Word]:
		t.cancelMeeting(i, in.By, what.Rest)
	case manners[what.Word] != "":
		t.setManner(i, in.By, manners[what.Word], what.Rest)
	case what.Word == command.Every, what.Word == command.Rule:
		t.rhythm(i, in.By, what)
	case isRule(said):
		t.rhythm(i, in.By, command.Command{Word: command.Rule, Rest: said})
	case command.Recurs(said, t.c.Sides[i].Service.Language):
		t.rhythm(i, in.By, command.Command{Word: command.Every, Rest: said})
	case alone && (what.Word == command.Yes || what.Word == command.No || what.Word == command.None):
		t.answerMeeting(i, in, what.Word == command.Yes)
	case isNumber(said):
		t.chooseNumber(i, in, said)
	default:
		t.proposeDates(i, in, said, false)
	}
}

// callsOff are the words that end what is planned, or its rhythm where that is named.
var callsOff = map[command.Word]bool{
	command.CallOff: true, command.Remove: true, command.Stop: true, command.Discard: true,
}

// aboutMeeting is what a line about meetings says to do: "in person, the town hall".
func (t *turn) aboutMeeting(i int, rest string) command.Command {
	language := t.c.Sides[i].Service.Language
	head, tail, _ := strings.Cut(rest, ",")
	if what, ok := command.Parse(head, language); ok && what.Rest == "" {
		what.Rest = strings.TrimSpace(tail)
		return what
	}
	what, _ := command.Parse(rest, language)
	return what
}

func isNumber(s string) bool {
	s = command.Only(s)
	return len(s) == 1 && s >= "0" && s <= "9"
}

// manners are the ways to meet, as they are typed.
var manners = map[command.Word]meeting.How{
	command.InPerson: meeting.InPerson, command.Phone: meeting.Phone, command.Video: meeting.Video,
}

// longestPlace is how many characters a place or a link may have.
const longestPlace = 300

// setManner says how and where people meet: from now on, until somebody says otherwise.
func (t *turn) setManner(i int, by Person, how meeting.How, where string) {
	room, m := Shared(t.c.Code), &t.c.Meetings
	where = strings.Join(strings.Fields(where), " ")
	if len([]rune(where)) > longestPlace {
		t.say(room, "meeting.where_long", message.Args{"Max": message.Number(longestPlace)})
		return
	}
	m.How, m.Where = how, where
	if m.ahead(t.now) {
		m.Next.How, m.Next.Where = how, where
	}
	t.enter(by, i, "journal.meeting_how")
	t.say(room, "meeting.how_set", mannerArgs(how, where))
}

// mannerArgs are how and where, empty where nobody has said.
func mannerArgs(how meeting.How, where string) message.Args {
	args := message.Args{"How": message.Text(""), "Where": message.Text(where)}
	if how != "" {
		args["How"] = message.Nested(message.New(message.ID("meeting.how_" + string(how))))
	}
	return args
}

// furthestMeeting is how far ahead a meeting may lie. What lies beyond is more likely a
// slip in the year.
const furthestMeeting = 366 * 24 * time.Hour

// proposeDates proposes one date or several, or another than the one that is planned.
func (t *turn) proposeDates(i int, in Said, said string, move bool) {
	room, m := Shared(t.c.Code), &t.c.Meetings
	if m.ahead(t.now) && !move && !m.Offer.open() {
		t.say(room, "meeting.one_ahead", t.c.whenArgs(m.Next.Start))
		return
	}
	dates, notes, fault := t.readDates(i, said)
	if fault.ID != "" {
		t.sayAll(room, []message.Message{fault})
		return
	}
	if len(dates) == 1 && m.Offer.has(dates[0]) {
		t.chooseDate(i, DateVote{By: in.By, Start: dates[0]}, in.Dice) // the other service has said the same
		return
	}
	if m.passed(t.now) && !m.Offer.open() {
		if !m.Missed.Start.Equal(m.Next.Start) {
			m.asks(t.now) // so that it counts as not held where nobody answers
		}
		t.askHeld() // once another is planned, nobody is asked any more
	}
	t.offer(i, in.By, dates, notes)
}

// readDates reads what was proposed; where one of the dates cannot be taken, none is,
// and fault says why and what to write.
func (t *turn) readDates(i int, said string) (dates []time.Time, notes []message.Message, fault message.Message) {
	s := t.c.Sides[i].Service
	here := t.now.In(zone(s.Zone))
	for _, d := range command.Dates(said, here, s.Language) {
		if fault := t.faultOf(d, here); fault.ID != "" {
			return nil, nil, fault
		}
		if d.Err == command.DoubledHour {
			notes = append(notes, message.New("meeting.doubled_hour", message.Args{"Day": message.Day(d.At), "Hour": hourArg(d.At)}))
		}
		if at := d.At.UTC(); !slices.ContainsFunc(dates, at.Equal) {
			dates = append(dates, at)
		}
	}
	switch {
	case len(dates) == 0:
		return nil, nil, message.New("meeting.which_date")
	case len(dates) > mostDates:
		return nil, nil, message.New("meeting.many_dates", message.Args{"Max": message.Number(mostDates)})
	}
	slices.SortFunc(dates, time.Time.Compare)
	return dates, notes, message.Message{}
}

// faultOf is why a date cannot be taken; empty where it can.
func (t *turn) faultOf(d command.Dated, now time.Time) message.Message {
	args := message.Args{
		"Said": message.Text(clipped(d.Said)), "Day": message.Day(d.At), "Hour": hourArg(d.At),
		"Date": message.Text(d.At.Format("2/1/2006")),
	}
	var id message.ID
	switch {
	case d.Err == command.NotAMoment:
		return message.New("meeting.no_date", message.Args{"Said": message.Text(clipped(d.Said))})
	case d.Err == command.OtherDay:
		id = "meeting.other_day"
	case d.At.Sub(now) > furthestMeeting:
		id = "meeting.far"
	case d.Err == command.Past:
		id = "meeting.past"
	case d.Err == command.EitherHalf:
		id = "meeting.either_half"
	case d.Err == command.SkippedHour:
		id = "meeting.skipped_hour"
	case !d.HasHour:
		id = "meeting.which_hour"
	case d.At.Equal(t.c.Meetings.Next.Start):
		id = "meeting.same"
	default:
		return message.Message{}
	}
	return message.New(id, args)
}

// hourArg is a moment's hour, by the clock on its own wall.
func hourArg(at time.Time) message.Arg { return message.Text(at.Format("15:04")) }

// when is a meeting's day, hour and zone; where the services' clocks differ, both.
func (c Case) when(at time.Time) message.Message {
	return whenIn(at, c.Sides[0].Service.Zone, c.Sides[1].Service.Zone)
}

// whenIn is the same for two zones.
func whenIn(at time.Time, a, b string) message.Message {
	one, other := at.In(zone(a)), at.In(zone(b))
	args := message.Args{"Day": message.Day(one), "Hour": hourArg(one), "Zone": message.Text(a)}
	_, x := one.Zone()
	_, y := other.Zone()
	switch {
	case a == b:
		return message.New("meeting.when", args)
	case x == y:
		args["Zone"] = message.Text(a + ", " + b)
		return message.New("meeting.when", args)
	}
	args["OtherHour"], args["OtherZone"], args["OtherDay"] = hourArg(other), message.Text(b), message.Text("")
	if one.Day() != other.Day() {
		args["OtherDay"] = message.Day(other)
	}
	return message.New("meeting.when_both", args)
}

func (c Case) whenArgs(at time.Time) message.Args {
	return message.Args{"When": message.Nested(c.when(at))}
}

// whoArgs are somebody, their service, and the other one.
func (t *turn) whoArgs(i int, by Person) message.Args {
	return message.Args{
		"Person": message.Person(string(by)), "Service": message.Text(t.c.Sides[i].Service.Name),
		"Other": message.Text(t.c.Sides[1-i].Service.Name),
	}
}

// planned is all there is to say of the case's meetings.
func (t *turn) planned() []message.Message {
	m := t.c.Meetings
	text := []message.Message{message.New("meeting.none")}
	if !m.Next.IsZero() {
		text[0] = message.New("meeting.planned", t.c.whenArgs(m.Next.Start), mannerArgs(m.Next.How, m.Next.Where))
	}
	if m.ahead(t.now) {
		text = append(text, t.warnings([]time.Time{m.Next.Start})...)
	}
	if m.Offer.open() {
		text = append(text, message.New("meeting.open", message.Args{"Dates": message.List(t.c.dateLines())}))
	}
	return append(text, t.rhythmLines()...)
}

// meetingLines are what the card shows.
func (c Case) meetingLines() []message.Message {
	var lines []message.Message
	m := c.Meetings
	if !m.Next.IsZero() {
		lines = append(lines, message.New("card.meeting", c.whenArgs(m.Next.Start), mannerArgs(m.Next.How, "")))
	}
	if m.Offer.open() {
		lines = append(lines, message.New("card.meeting_open", message.Args{"Number": message.Text(strconv.Itoa(len(m.Offer.Dates)))}))
	}
	return lines
}

// askFirstDate says how to plan the first meeting, once both case managers are there.
func (t *turn) askFirstDate() {
	m := &t.c.Meetings
	if m.First || m.ahead(t.now) || m.Offer.open() || t.c.closed() {
		return
	}
	for _, s := range t.c.Sides {
		if s.Manager == "" || !s.here(CaseRoom, s.Manager) {
			return
		}
	}
	m.First = true
	t.say(Shared(t.c.Code), "meeting.first")
}
