package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// Minutes are those of the last meeting that was held with the bot, in their newest
// version. What stands in them is in the records.
type Minutes struct {
	Number  int       `json:"number"` // of the meeting
	Began   time.Time `json:"began"`
	Version int       `json:"version"`
	First   [2]int    `json:"first"`   // the records of their first version, a side each,
	Records [2]int    `json:"records"` // and those of the newest
	// Crossed are the topics of each side that crossed when they were made: they are
	// shown again only as long as all of them do.
	Crossed [2][]Topic `json:"crossed"`
	// Silent are the services of which somebody is said to have taken part and nobody was
	// heard: who signs for them says that they were there.
	Silent [2]bool     `json:"silent,omitzero"`
	How    meeting.How `json:"how,omitempty"`
	// Signed are the two names under this version.
	Signed Signatures `json:"signed,omitzero"`
}

// IsZero reports whether there are none.
func (m Minutes) IsZero() bool { return m.Number == 0 }

// signed reports whether both services have signed this version.
func (m Minutes) signed() bool { return m.Signed.both() }

// minutesPoll begins the keys of the question for a signature:
// minutes/<meeting>-<version>/<unique>.
const minutesPoll = "minutes"

// How long a list in the minutes is, how long a correction, and how many versions there
// are at most: they are sent as one message (ours).
const (
	minutesLines      = 20
	longestCorrection = 500
	mostVersions      = 9
)

// minutes ends the meeting, or shows the minutes of the last: `!minutes`, `!minutes
// sign`, `!minutes correct the date was wrong`.
func (t *turn) minutes(i int, by Person, rest string) {
	room, m := Shared(t.c.Code), t.c.Meetings
	c, _ := command.Parse(rest, t.c.Sides[i].Service.Language)
	switch {
	case rest == "" && !m.Now.IsZero():
		t.lookUp(Query{What: ForMinutes, By: by})
	case m.Minutes.IsZero():
		t.say(room, "minutes.none")
	case rest == "":
		t.recallMinutes(Query{What: ForOldMinutes})
	case c.Word == command.Sign && c.Rest == "":
		t.signMinutes(i, by)
	case c.Word == command.Correct:
		t.correctMinutes(by, c.Rest)
	default:
		t.say(room, "minutes.how", message.Args{"Max": message.Number(longestCorrection)})
	}
}

// endMeeting makes the minutes, and asks both services to sign them.
func (t *turn) endMeeting(p pack, by Person) {
	m := &t.c.Meetings
	h := m.Now
	if h.IsZero() {
		return // both have ended it
	}
	t.meetingIsContact()
	text := append(t.minutesBlocks(p, h), t.reservations(0)...)
	made := Minutes{Number: h.Number, Began: h.Began, How: h.How}
	for i := range t.c.Sides {
		made.Silent[i] = slices.ContainsFunc(h.Present, t.c.Sides[i].works) && !h.Heard[i]
		made.Crossed[i] = remove(t.c.crossing(i), t.nothingOf(p, i))
	}
	m.Last, m.Now, m.Minutes = h.Began, Held{}, made
	m.Missed.Row, m.Missed.Told = 0, time.Time{}
	t.enterBoth(by, "journal.meeting_held", message.Args{"Number": message.Number(h.Number)})
	t.keepMinutes(by, text)
	if h.Stage < StageNext {
		t.proposeNext()
	}
}

// keepMinutes keeps a new version for both, shows it, and asks both to sign it.
func (t *turn) keepMinutes(by Person, text []message.Message) {
	m := &t.c.Meetings.Minutes
	m.Version++
	m.Signed = Signatures{}
	for i := range t.c.Sides {
		m.Records[i] = t.record(i, Record{
			Kind: RecordMeeting, By: by, Line: message.New("record.minutes", m.args()), Whole: text, Held: m.Began, First: m.First[i],
		})
		if m.First[i] == 0 {
			m.First[i] = m.Records[i]
		}
	}
	t.sayMinutes(text)
	if t.c.closed() {
		return // it was closed in that meeting: nothing is asked any more
	}
	t.do(Ask{
		Key: Key(minutesPoll + "/" + strconv.Itoa(m.Number) + "-" + strconv.Itoa(m.Version) + "/" + string(t.key())), To: Shared(t.c.Code),
		Text: message.New("minutes.ask_sign", m.args()), Choices: choices("joint.choice_", signNow, signLater), Mention: t.managers(),
	})
}

func (m Minutes) args() message.Args {
	return message.Args{"Number": message.Number(m.Number), "Version": message.Number(m.Version)}
}

// sayMinutes shows them, and as a paper.
func (t *turn) sayMinutes(text []message.Message) {
	title := message.New("minutes.title", t.codeArgs(), t.c.Meetings.Minutes.args())
	t.sayAll(Shared(t.c.Code), append([]message.Message{message.New("minutes.head", message.Args{"Title": message.Nested(title)})}, text...))
	if t.c.closed() {
		return // nothing rings there
	}
	t.attachPaper(t.paper(title, text), message.New("minutes.paper"))
}

// recallMinutes asks for the newest version, where everything in it is still shared.
func (t *turn) recallMinutes(q Query) {
	m := t.c.Meetings.Minutes
	for i, crossed := range m.Crossed {
		for _, topic := range remove(crossed, t.c.crossing(i)) {
			t.sayAll(Shared(t.c.Code), []message.Message{t.c.notShared(topic)})
			return
		}
	}
	q.Of = t.c.Sides[0].Service.ID
	t.do(Recall{IDs: []string{recordID(q.Of, m.Records[0])}, For: q})
}

// showMinutes shows them again, with who has signed.
func (t *turn) showMinutes(records []Record) {
	if len(records) == 0 {
		return
	}
	t.sayMinutes(append(slices.Clone(records[0].Whole), t.c.Meetings.Minutes.signatures(t.c)...))
}

// signatures say who has signed a version of the minutes.
func (m Minutes) signatures(c Case) []message.Message {
	var lines []message.Message
	for i, s := range m.Signed {
		if !s.At.IsZero() {
			lines = append(lines, message.New("minutes.signed", message.Args{
				"Service": message.Text(c.Sides[i].Service.Name), "Person": message.Person(string(s.By)),
			}))
		}
	}
	return lines
}

// unsignedMinutes names who has not signed the minutes of the last meeting.
func (c Case) unsignedMinutes() []message.Message {
	var lines []message.Message
	for i, s := range c.Meetings.Minutes.Signed {
		if !c.Meetings.Minutes.IsZero() && s.At.IsZero() {
			lines = append(lines, message.New("agenda.minutes_unsigned", message.Args{"Service": message.Text(c.Sides[i].Service.Name)}))
		}
	}
	return lines
}

// tappedMinutes takes a tap under the minutes.
func (t *turn) tappedMinutes(i int, of string, in Tapped) {
	m := t.c.Meetings.Minutes
	switch number, version := twoParts(of); {
	case in.Choice == "":
	case number != m.Number || version != m.Version:
		t.say(in.In, "minutes.old_question")
	case in.Choice == signNow:
		t.signMinutes(i, in.By)
	case in.Choice == signLater:
		t.say(in.In, "minutes.sign_later")
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// signMinutes signs for one service, once for each version.
func (t *turn) signMinutes(i int, by Person) {
	room, m := Shared(t.c.Code), &t.c.Meetings.Minutes
	switch {
	case !t.c.agreed():
		t.sayAll(room, []message.Message{t.c.notShared(TopicChecklist)})
		return
	case !m.Signed[i].At.IsZero():
		return // tapped twice
	}
	m.Signed[i] = Signature{By: by, At: t.now}
	t.enter(by, i, "journal.minutes_signed", m.args())
	t.sayAll(room, []message.Message{message.New("minutes.signed", message.Args{
		"Service": message.Text(t.c.Sides[i].Service.Name), "Person": message.Person(string(by)),
	})})
	if m.Silent[i] {
		m.Silent[i] = false
		t.met(i, by, m.How)
	}
	if m.signed() {
		t.recordShared(Record{Kind: RecordMeeting, Line: message.New("record.minutes_signed", m.args()), Whole: m.signatures(t.c)})
		t.say(room, "minutes.signed_both", m.args())
	}
}

// correctMinutes adds a correction: a new version, under which both sign anew.
func (t *turn) correctMinutes(by Person, text string) {
	text = strings.TrimSpace(text)
	switch {
	case text == "" || utf8.RuneCountInString(text) > longestCorrection:
		t.say(Shared(t.c.Code), "minutes.how", message.Args{"Max": message.Number(longestCorrection)})
	case t.c.Meetings.Minutes.Version >= mostVersions:
		t.say(Shared(t.c.Code), "minutes.too_many", message.Args{"Max": message.Number(mostVersions)})
	default:
		line := message.New("minutes.correction", message.Args{
			"Text": message.Text(text), "Person": message.Person(string(by)), "Version": message.Number(t.c.Meetings.Minutes.Version + 1),
		})
		t.recallMinutes(Query{What: ForNewVersion, By: by, Lines: []message.Message{line}})
	}
}

// correctedMinutes makes the new version: the correction stands after everything else,
// and nothing of what was signed is gone.
func (t *turn) correctedMinutes(in Recalled) {
	if len(in.Records) == 0 {
		return
	}
	b := block{heading: message.New("minutes.corrections"), lines: in.For.Lines}
	text := slices.Clone(in.Records[0].Whole)
	end := len(text) // the reservations stay last
	for end > 0 && text[end-1].ID != blockMessage {
		end--
	}
	t.enterBoth(in.For.By, "journal.minutes_corrected", t.c.Meetings.Minutes.args())
	t.keepMinutes(in.For.By, slices.Insert(text, end, b.message(0)))
}

// enterBoth writes into the journal what both services did together, or nobody.
func (t *turn) enterBoth(by Person, id message.ID, args message.Args) {
	for i := range t.c.Sides {
		t.enter(by, i, id, args)
	}
}

// twoParts reads `3-2`.
func twoParts(s string) (a, b int) {
	first, second, _ := strings.Cut(s, "-")
	a, _ = strconv.Atoi(first)
	b, _ = strconv.Atoi(second)
	return a, b
}
