package flows

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// planTeamMeeting plans the first meeting of the full teams, moves it or cancels it:
// `!meeting next Tuesday at 10`, `!meeting cancel`. One service is enough for that.
func (t *networkTurn) planTeamMeeting(p Partnership, side int, c command.Command, in Said) {
	s := t.n.Services[p.Services[side]]
	said, _ := command.Parse(c.Rest, s.Language)
	if said.Word == command.Move {
		c.Rest = said.Rest
	}
	at, hasHour, err := command.Moment(c.Rest, t.now.In(zone(t.n.programme(p).Zone)), s.Language)
	args := message.Args{"When": t.n.when(p, at), "Day": message.Day(at), "Was": t.n.when(p, p.Planned)}
	id := message.ID("partner.meeting_planned")
	if !p.Planned.IsZero() {
		id = "partner.meeting_moved"
	}
	switch {
	case (said.Word == command.Stop || said.Word == command.CallOff) && said.Rest == "":
		t.cancelTeamMeeting(p, in.By, args)
	case c.Rest == "" && !p.Planned.IsZero():
		t.sayIn(p.Code, message.New("partner.meeting", message.Args{"When": args["Was"]}))
	case err != nil:
		t.sayIn(p.Code, message.New(momentMessage(err), args))
	case !hasHour:
		t.sayIn(p.Code, message.New("partner.meeting_no_hour", args))
	case at.After(t.now.AddDate(1, 0, 0)):
		t.sayIn(p.Code, message.New("partner.meeting_far", args))
	case at.Equal(p.Planned):
		t.sayIn(p.Code, message.New("partner.meeting", args))
	default:
		if p.Entry.UID == "" {
			p.Entry = CalendarEntry{UID: in.Dice.uid()}
		} else {
			p.Entry.Sequence++
		}
		p.Planned, p.Arranged = at.UTC(), t.now
		t.keepPartnership(p)
		t.ringIn(p, p.Here, in.By, message.New(id, args))
		t.sendTeamCalendar(p, false)
	}
}

// when is a moment in the programme's zone; where the services' clocks differ, in both.
func (n Network) when(p Partnership, at time.Time) message.Arg {
	return message.Nested(whenIn(at, n.programme(p).Zone, n.Services[p.Services[1]].Zone))
}

func (t *networkTurn) cancelTeamMeeting(p Partnership, by Person, args message.Args) {
	if p.Planned.IsZero() {
		t.sayIn(p.Code, message.New("partner.meeting_not_a_moment"))
		return
	}
	t.keepPartnership(p.unplanned())
	t.callOff(p, by, message.New("partner.meeting_cancelled", args))
}

// unplanned is a partnership with no meeting ahead.
func (p Partnership) unplanned() Partnership {
	p.Planned, p.Arranged, p.Entry = time.Time{}, time.Time{}, CalendarEntry{}
	return p
}

// callOff says that a meeting will not be, and takes it out of calendars; the partnership is
// as it was while it was planned.
func (t *networkTurn) callOff(p Partnership, by Person, text message.Message) {
	t.ringIn(p, p.Here, by, text)
	p.Entry.Sequence++
	t.sendTeamCalendar(p, true)
}

// sendTeamCalendar puts what calendars are to know of the teams' meeting into their room.
func (t *networkTurn) sendTeamCalendar(p Partnership, cancelled bool) {
	m := meeting.Meeting{UID: p.Entry.UID, Sequence: p.Entry.Sequence, Start: p.Planned}
	t.do(calendarFile(t.key(), Between(p.Code), meeting.Calendar{Meeting: m, Stamp: t.now, Cancelled: cancelled}))
}

// mostTeam is more people than ever meet, mostNamed than are ever named one by one.
const (
	mostTeam  = 200
	mostNamed = 30
)

// teamMeetingHeld records the first meeting, with how many took part, or who: `!held 12`,
// `!held @anna:example.org @ben:example.org`, and its day where it was earlier. What is
// recorded again replaces it.
func (t *networkTurn) teamMeetingHeld(p Partnership, side int, c command.Command, in Said) {
	s := t.n.Services[p.Services[side]]
	now := t.now.In(zone(t.n.programme(p).Zone))
	people := mentioned(c.Rest, in.Mentions)
	words := strings.TrimSpace(matrixID.ReplaceAllString(c.Rest, " "))
	rest, day, dated := command.DayAtEnd(words, now, s.Language)
	if !dated {
		rest, day = words, t.n.heldOn(p, now)
	}
	number, err := strconv.Atoi(onlyDigits(rest))
	stranger := slices.IndexFunc(people, func(who Person) bool { return !t.n.teams(p, who) })
	switch {
	case stranger >= 0:
		t.sayIn(p.Code, message.New("partner.held_stranger", message.Args{"Person": message.Person(string(people[stranger]))}))
	case len(people) == 0 && (err != nil || number < 2), number > mostTeam, len(people) > mostNamed:
		t.sayIn(p.Code, message.New("partner.held_how"))
	case day.After(now):
		t.sayIn(p.Code, message.New("partner.held_future", message.Args{"Day": message.Day(day)}))
	default:
		if len(people) > 0 {
			number = 0
		}
		t.hold(p, side, in.By, TeamMeeting{On: day, Number: number, People: slices.Compact(slices.Sorted(slices.Values(people)))})
	}
}

// heldOn is the day of a meeting of which no day was said: the planned one if it has come.
func (n Network) heldOn(p Partnership, now time.Time) time.Time {
	if !p.Planned.IsZero() && p.Planned.Before(now) {
		return n.programme(p).midnight(p.Planned)
	}
	return n.programme(p).midnight(now)
}

// hold puts the first meeting on record. With that none is ahead: a date that was planned for
// a later day is called off, as it would stay in everybody's calendar.
func (t *networkTurn) hold(p Partnership, side int, by Person, held TeamMeeting) {
	was, planned := t.n.Valid(p, t.now), p
	if !p.met() {
		p.Told = t.now // without the meeting it had no end that could be recalled
	}
	p = p.unplanned()
	p.Held = held
	t.keepPartnership(p)
	args := message.Args{"Day": message.Day(held.On), "People": message.Nested(held.people())}
	t.do(Enter{By: by, Side: p.Services[side], What: message.New("journal.partner_met", args)})
	t.sayIn(p.Code, message.New("partner.held", args))
	if at := planned.Planned; !at.IsZero() && held.On.Before(t.n.programme(p).midnight(at)) {
		t.callOff(planned, by, message.New("partner.held_instead", message.Args{"Was": t.n.when(p, at)}))
	}
	t.stands(p, was)
}

// people says who took part, or how many.
func (m TeamMeeting) people() message.Message {
	if len(m.People) == 0 {
		return message.New("partner.people", message.Args{"Count": message.Number(m.Number)})
	}
	named := message.Text("")
	for _, p := range slices.Backward(m.People) {
		named = message.Nested(message.New("partner.person", message.Args{"Person": message.Person(string(p)), "Rest": named}))
	}
	return message.New("partner.people_named", message.Args{"People": named})
}

// stands tells both services that their partnership is valid from now on.
func (t *networkTurn) stands(p Partnership, was bool) {
	if was || !t.n.Valid(p, t.now) {
		return
	}
	args := message.Args{
		"Code": message.Text(string(p.Code)), "Until": message.Day(p.Terms.Until),
		"Programme": message.Text(t.n.programme(p).Name), "Support": message.Text(t.n.Services[p.Services[1]].Name),
	}
	for _, s := range p.Services {
		t.do(Enter{Side: s, What: message.New("journal.partner_valid", args)})
		t.ringDesk(s, string(p.Code), message.New("partner.valid", args))
	}
	t.sayIn(p.Code, message.New("partner.valid", args))
}

// momentMessage says why a moment cannot be taken; each Unclear has one.
func momentMessage(err error) message.ID {
	var why command.Unclear
	if !errors.As(err, &why) {
		why = command.NotAMoment
	}
	return message.ID("partner.meeting_" + string(why))
}
