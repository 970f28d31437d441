package render

import (
	"strings"

	ics "github.com/arran4/golang-ical"

	"asapbot/flows"
	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// calendarTitle is what a meeting is called in a calendar: the code of the case or the
// partnership, so that nobody needs to write a name there.
func calendarTitle(a flows.Attach) message.Message {
	return message.New("calendar.title", message.Args{"Code": message.Text(a.To.Code())})
}

// productID must be there (RFC 5545, 3.7.3), and must not say what program this is: whose
// calendars it stands in would be known to work against domestic violence.
const productID = "-//calendar//EN"

// calendar is a meeting as an iCalendar file (RFC 5545). People import it into calendars
// that others may see, so it holds the code, the time, and nothing else: no place,
// no link, no names.
//
// METHOD is PUBLISH where the meeting is planned or moved: REQUEST is an invitation by
// mail, asks for an answer that nobody would receive, and needs the addresses of all who
// take part. A newer SEQUENCE under the same UID replaces what a calendar has. Where it is
// called off, METHOD is CANCEL and STATUS says the same for those that read no METHOD.
func (r *Renderer) calendar(room Room, a flows.Attach) (Made, error) {
	title, err := r.page(room.Languages[0], room.Zone).flat(calendarTitle(a))
	if err != nil {
		return Made{}, err
	}
	file := ics.NewCalendar()
	file.SetProductId(productID)
	file.SetCalscale("GREGORIAN")
	file.SetMethod(ics.MethodPublish)
	m := a.Calendar.Meeting
	event := file.AddEvent(m.UID)
	event.SetDtStampTime(a.Calendar.Stamp.UTC())
	event.SetStartAt(m.Start.UTC())
	event.SetEndAt(m.Start.UTC().Add(meeting.Length))
	event.SetSequence(m.Sequence)
	event.SetSummary(title)
	event.SetClass(ics.ClassificationPrivate)
	event.SetStatus(ics.ObjectStatusConfirmed)
	if a.Calendar.Cancelled {
		file.SetMethod(ics.MethodCancel)
		event.SetStatus(ics.ObjectStatusCancelled)
	}
	var body strings.Builder
	if err := file.SerializeTo(&body, ics.WithNewLine("\r\n")); err != nil {
		return Made{}, err
	}
	return Made{Type: "text/calendar", Body: []byte(body.String())}, nil
}
