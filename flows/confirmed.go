package flows

import (
	"fmt"
	"strings"

	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// confirm plans the meeting on the date that both services have chosen, or moves it
// there.
func (t *turn) confirm(i int, v DateVote, dice Dice) {
	m := &t.c.Meetings
	m.Offer = Offer{}
	id, what := message.ID("meeting.moved"), "moved"
	args := t.c.whenArgs(v.Start)
	if m.ahead(t.now) {
		args["Before"] = message.Nested(t.c.when(m.Next.Start))
		m.Next.Start = v.Start
		m.Next.Sequence++
	} else {
		id, what = "meeting.confirmed", "confirmed"
		m.Made++
		m.Next = meeting.Meeting{Number: m.Made, UID: dice.uid(), Start: v.Start}
	}
	m.Next.How, m.Next.Where = m.How, m.Where
	t.enter(v.By, i, message.ID("journal.meeting_"+what), args)
	t.recordShared(Record{Kind: RecordMeeting, By: v.By, Line: message.New(message.ID("record.meeting_"+what), args)})
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", message.New(id, args, mannerArgs(m.Next.How, "")))
	t.sendCalendar(m.Next, false)
}

// uid is a name made of chance alone (RFC 9562, version 4).
func (d Dice) uid() string {
	var b [16]byte
	for i := range b {
		b[i] = d.at(i)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// sendCalendar puts what calendars are to know into the case room.
func (t *turn) sendCalendar(m meeting.Meeting, cancelled bool) {
	t.do(calendarFile(t.key(), Shared(t.c.Code), meeting.Calendar{Meeting: m, Stamp: t.now, Cancelled: cancelled}))
}

// calendarFile is what calendars are to know, for a room in which a meeting was planned:
// how and where people meet stays there.
func calendarFile(key Key, to Place, c meeting.Calendar) Attach {
	c.Meeting.How, c.Meeting.Where = "", ""
	id := message.ID("calendar.planned")
	if c.Cancelled {
		id = "calendar.cancelled"
	}
	return Attach{
		Key: key, To: to, Name: message.New("calendar.file"), Calendar: &c,
		Text: []message.Message{message.New("ring.calendar", message.Args{"Code": message.Text(to.Code())}), message.New(id)},
	}
}

// cancelMeeting calls the meeting off, or takes the dates back that lie open. Either
// service can do it, and need not say why.
func (t *turn) cancelMeeting(i int, by Person, why string) {
	room, m := Shared(t.c.Code), &t.c.Meetings
	args := message.Args{"Why": message.Text(clipped(why))}
	switch open := m.Offer.open(); {
	case m.ahead(t.now):
		gone := t.takeMeetingOff()
		args["When"] = message.Nested(t.c.when(gone.Start))
		t.enter(by, i, "journal.meeting_cancelled", args)
		t.recordShared(Record{Kind: RecordMeeting, By: by, Line: message.New("record.meeting_cancelled", args)})
		t.tell(room, t.c.Sides[1-i].managers(), "ring.case", message.New("meeting.cancelled", args, t.whoArgs(i, by)), message.New("meeting.how_next"))
		t.sendCalendar(gone, true)
	case open:
		m.Offer = Offer{}
		t.enter(by, i, "journal.meeting_taken_back")
		t.tell(room, t.c.Sides[1-i].managers(), "ring.case", message.New("meeting.taken_back", args, t.whoArgs(i, by)), message.New("meeting.how_next"))
	case m.passed(t.now):
		t.askHeld()
	default:
		t.sayAll(room, []message.Message{message.New("meeting.none"), message.New("meeting.how_next")})
	}
}

// takeMeetingOff ends what is planned, and gives it as calendars are to be told.
func (t *turn) takeMeetingOff() meeting.Meeting {
	m := &t.c.Meetings
	gone := m.Next
	gone.Sequence++
	m.Next, m.Offer = meeting.Meeting{}, Offer{}
	return gone
}

// endPlanning takes off what is planned where the case is closed.
func (t *turn) endPlanning() {
	m := &t.c.Meetings
	if m.ahead(t.now) {
		gone := t.takeMeetingOff()
		args := t.c.whenArgs(gone.Start)
		args["Why"] = message.Text("")
		t.recordShared(Record{Kind: RecordMeeting, Line: message.New("record.meeting_cancelled", args)})
		t.say(Shared(t.c.Code), "meeting.closed_too", args)
		t.sendCalendar(gone, true)
	}
	m.Next, m.Offer, m.Rhythm.Offer = meeting.Meeting{}, Offer{}, meeting.Rule{}
}

// clipped is somebody's words, as many of them as are repeated.
func clipped(said string) string {
	const most = 200
	said = strings.Join(strings.Fields(said), " ")
	if r := []rune(said); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return said
}
