package flows

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/meeting"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Rhythm is the fixed interval at which the case managers meet (guidelines D 3.4, phase
// 2), once both services have agreed to one.
type Rhythm struct {
	Rule meeting.Rule `json:"rule,omitzero"`
	// Offer is the one that lies before them, Number counts those, and Yes is who has
	// agreed to it on each side.
	Offer  meeting.Rule `json:"offer,omitzero"`
	Number int          `json:"number,omitempty"`
	Yes    [2]Person    `json:"yes,omitzero"`
}

// rhythmPoll begins the keys of the question for a rhythm: rhythm/<number>/<unique>.
const rhythmPoll = "rhythm"

// rhythm proposes one: `!meeting every 4 weeks Tuesday 10:00`, or `!meeting rule
// FREQ=MONTHLY;BYDAY=2TU 10:00`. `!meeting remove rhythm` ends it.
func (t *turn) rhythm(i int, by Person, what command.Command) {
	room, s := Shared(t.c.Code), t.c.Sides[i].Service
	read := readEvery
	if what.Word == command.Rule {
		read = readRuleLine
	}
	rule, err := read(what.Rest, s.Language)
	switch {
	case err == command.EitherHalf:
		t.say(room, "rhythm.either_half")
		return
	case err == command.NoHour:
		t.say(room, "rhythm.which_hour")
		return
	case errors.Is(err, meeting.ErrTooOften):
		t.say(room, "rhythm.too_often")
		return
	case errors.Is(err, meeting.ErrTooSeldom):
		t.say(room, "rhythm.too_seldom")
		return
	case errors.Is(err, meeting.ErrEnds):
		t.say(room, "rhythm.ends")
		return
	case err != nil && what.Word == command.Rule:
		t.say(room, "rhythm.rule_how")
		return
	case err != nil:
		t.say(room, "rhythm.how")
		return
	}
	rule.Zone = s.Zone
	t.offerRhythm(i, by, rule)
}

// readEvery reads a rhythm in somebody's own words.
func readEvery(said, language string) (meeting.Rule, error) {
	r, err := command.ReadRhythm(said, language)
	if err != nil {
		return meeting.Rule{}, err
	}
	day := strings.ToUpper(r.Weekday.String()[:2])
	line := "FREQ=WEEKLY;INTERVAL=" + strconv.Itoa(r.Every) + ";BYDAY=" + day
	if r.Months {
		line = "FREQ=MONTHLY;INTERVAL=" + strconv.Itoa(r.Every) + ";BYDAY=" + strconv.Itoa(r.Nth) + day
	}
	rule, err := meeting.ReadRule(line)
	return meeting.Rule{RRule: rule, Hour: r.Hour, Minute: r.Minute}, err
}

// isRule reports whether a line begins as a calendar writes a recurrence rule.
func isRule(line string) bool { return strings.HasPrefix(strings.ToUpper(line), "RRULE:") }

// readRuleLine reads a recurrence rule and the hour after it.
func readRuleLine(said, language string) (meeting.Rule, error) {
	line, hour, _ := strings.Cut(strings.TrimSpace(said), " ")
	rule, err := meeting.ReadRule(line)
	if err != nil {
		return meeting.Rule{}, err
	}
	h, m, err := command.HourOfDay(hour, language)
	return meeting.Rule{RRule: rule, Hour: h, Minute: m}, err
}

// offerRhythm asks both services. A proposal that lay open before is said to be over.
func (t *turn) offerRhythm(i int, by Person, rule meeting.Rule) {
	room, r := Shared(t.c.Code), &t.c.Meetings.Rhythm
	id := message.ID("rhythm.proposed")
	if !r.Offer.IsZero() {
		id = "rhythm.proposed_instead"
	}
	r.Offer, r.Number, r.Yes = rule, r.Number+1, [2]Person{}
	args := t.ruleArgs(rule)
	t.enter(by, i, "journal.rhythm_proposed")
	t.tell(room, t.c.Sides[1-i].managers(), "ring.case", message.New(id, args, t.whoArgs(i, by)))
	t.do(Ask{
		Key: Key(rhythmPoll + "/" + strconv.Itoa(r.Number) + "/" + string(t.key())), To: room,
		Text: message.New("rhythm.ask", args), Choices: choices("rhythm.tap_", "yes", "no"),
	})
}

// ruleArgs are a rhythm in words, and the dates that it gives first: those are never
// misread.
func (t *turn) ruleArgs(rule meeting.Rule) message.Args {
	var dates []message.Message
	last, at := t.c.Meetings.last(), t.now
	for range 3 {
		next := rule.Next(last, at, zone(rule.Zone))
		if next.IsZero() {
			break
		}
		dates = append(dates, message.New("meeting.date", t.c.whenArgs(next.UTC())))
		last, at = next, next
	}
	return message.Args{"Rhythm": message.Nested(ruleMessage(rule)), "Dates": message.List(dates)}
}

// ruleMessage is a rhythm in a few words.
func ruleMessage(rule meeting.Rule) message.Message {
	hour := message.Args{
		"Hour": message.Text(time.Date(2000, 1, 1, rule.Hour, rule.Minute, 0, 0, time.UTC).Format("15:04")), "Zone": message.Text(rule.Zone),
	}
	said, ok := rule.Said()
	if !ok {
		return message.New("rhythm.rule", hour, message.Args{"Rule": message.Text(rule.RRule)})
	}
	args := message.Args{
		"Count":   message.Number(said.Every),
		"Weekday": message.Nested(message.New(message.ID("rhythm.day_" + strings.ToLower(said.Weekday.String())))),
	}
	if !said.Months {
		return message.New("rhythm.every_weeks", hour, args)
	}
	nth := "last"
	if said.Nth > 0 {
		nth = strconv.Itoa(said.Nth)
	}
	args["Nth"] = message.Nested(message.New(message.ID("rhythm.nth_" + nth)))
	return message.New("rhythm.every_months", hour, args)
}

func (t *turn) tappedRhythm(i int, number string, in Tapped) {
	r := t.c.Meetings.Rhythm
	switch {
	case in.Choice == "":
	case r.Offer.IsZero() || number != strconv.Itoa(r.Number):
		t.say(in.In, "rhythm.old_question")
	case in.Choice == "yes" || in.Choice == "no":
		t.answerRhythm(i, in.By, in.Choice == "yes")
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// answerRhythm takes one service's answer; both must agree.
func (t *turn) answerRhythm(i int, by Person, yes bool) {
	room, r := Shared(t.c.Code), &t.c.Meetings.Rhythm
	switch {
	case !yes:
		r.Offer, r.Yes = meeting.Rule{}, [2]Person{}
		t.enter(by, i, "journal.rhythm_refused")
		t.tell(room, t.c.Sides[1-i].managers(), "ring.case", message.New("rhythm.refused", t.whoArgs(i, by)))
	case r.Yes[i] != "":
	case r.Yes[1-i] == "":
		r.Yes[i] = by
		t.say(room, "rhythm.yes", t.whoArgs(i, by))
	default:
		r.Rule, r.Offer, r.Yes = r.Offer, meeting.Rule{}, [2]Person{}
		args := t.ruleArgs(r.Rule)
		t.enter(by, i, "journal.rhythm_agreed", args)
		t.recordShared(Record{Kind: RecordMeeting, By: by, Line: message.New("record.rhythm", args)})
		t.tell(room, t.c.managers(), "ring.case", message.New("rhythm.agreed", args))
		t.proposeByRhythm()
	}
}

// endRhythm takes the rhythm back; either service can.
func (t *turn) endRhythm(i int, by Person) {
	room, r := Shared(t.c.Code), &t.c.Meetings.Rhythm
	if r.Rule.IsZero() && r.Offer.IsZero() {
		t.say(room, "rhythm.none")
		return
	}
	*r = Rhythm{Number: r.Number}
	t.enter(by, i, "journal.rhythm_ended")
	t.recordShared(Record{Kind: RecordMeeting, By: by, Line: message.New("record.rhythm_ended")})
	t.tell(room, t.c.Sides[1-i].managers(), "ring.case", message.New("rhythm.ended", t.whoArgs(i, by)))
}

// rhythmLines show the rhythm, and the one that lies open.
func (t *turn) rhythmLines() []message.Message {
	var lines []message.Message
	r := t.c.Meetings.Rhythm
	if !r.Rule.IsZero() {
		lines = append(lines, message.New("rhythm.line", t.ruleArgs(r.Rule)))
	}
	if !r.Offer.IsZero() {
		lines = append(lines, message.New("rhythm.open", t.ruleArgs(r.Offer)))
	}
	return lines
}

// proposeNext proposes the next meeting, by the rhythm where there is one; otherwise it
// asks for a date. It is for when a meeting was held, and for when work begins again.
func (t *turn) proposeNext() {
	m := t.c.Meetings
	if !m.Next.IsZero() || m.Offer.open() || t.c.closed() || t.proposeByRhythm() {
		return
	}
	t.say(Shared(t.c.Code), "meeting.how_next")
}

// soonest is how near the next meeting may be that the bot proposes by itself: people
// have appointments.
const soonest = 24 * time.Hour

// proposeByRhythm puts the next date of the rhythm before both services.
func (t *turn) proposeByRhythm() bool {
	m := t.c.Meetings
	if m.Rhythm.Rule.IsZero() || !m.Next.IsZero() || m.Offer.open() || t.c.closed() {
		return false
	}
	rule := m.Rhythm.Rule
	next := rule.Next(m.last(), t.now.Add(soonest), zone(rule.Zone))
	if next.IsZero() {
		return false
	}
	var notes []message.Message
	if t.c.counts().Max().Above(risk.Medium) {
		if closer := meeting.Closer(t.now, next); closer.Before(next) {
			next, notes = closer, []message.Message{message.New("rhythm.closer")}
		}
	}
	t.offer(0, "", []time.Time{next.UTC()}, notes)
	return true
}
