package flows

import (
	"strconv"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Query is why records are recalled: it goes out with Recall and comes back with
// Recalled, so that nothing has to be remembered in between.
type Query struct {
	What Purpose   `json:"what"`
	Of   ServiceID `json:"of"` // whose records
	// Kind leaves out all other records; empty leaves out none.
	Kind RecordKind `json:"kind,omitempty"`
	// By is who asked, and Question the number that they named.
	By       Person `json:"by,omitempty"`
	Question int    `json:"question,omitempty"`
	// Found are the records that were wanted so far, without their texts; Source is whose
	// the newest of them is.
	Found  []Record  `json:"found,omitempty"`
	Source ServiceID `json:"source,omitempty"`
	// Then is what records are wanted for of which the newest were found first.
	Then Purpose `json:"then,omitempty"`
	// Lines were found already, newest first; Last is the number of the oldest.
	Lines []message.Message `json:"lines,omitempty"`
	Last  int               `json:"last,omitempty"`
}

// Purpose is what recalled records are wanted for.
type Purpose string

// The purposes.
const (
	ForHistory        Purpose = "history"         // a page of lines
	ForShow           Purpose = "show"            // one of them whole
	ForCorrection     Purpose = "correction"      // a signed questionnaire, to be opened again
	ForChange         Purpose = "change"          // of one side, in its own room
	ForSharedChange   Purpose = "shared_change"   // of both, because somebody asked
	ForNewChange      Purpose = "new_change"      // of both, because both are there now
	ForEpisodes       Purpose = "episodes"        // the comparison
	ForNewEpisode     Purpose = "new_episode"     // what the comparison says of one that was shared
	ForShare          Purpose = "share"           // asks whether to share a record
	ForSharing        Purpose = "sharing"         // shares it
	ForTimeline       Purpose = "timeline"        // of one side, in its own room
	ForSharedTimeline Purpose = "shared_timeline" // in the case room
	ForAgenda         Purpose = "agenda"          // the pack for a meeting, because somebody asked
	ForPack           Purpose = "pack"            // the same, by itself
	ForStage          Purpose = "stage"           // one element of the meeting under way
	ForMinutes        Purpose = "minutes"         // its minutes
	ForPrepared       Purpose = "prepared"        // any of these, once episodes and elements are found
	ForOldMinutes     Purpose = "old_minutes"     // those of the last meeting, again
	ForNewVersion     Purpose = "new_version"     // the same, corrected
)

// pageLines is how many records a page shows, and recalled how many are looked
// through at a time: a case of many years has some hundreds.
const (
	pageLines = 10
	recalled  = 50
)

// kindsByWord are what a page can be narrowed to, by the command that makes such
// records.
var kindsByWord = map[command.Word]RecordKind{
	command.Checklist: RecordChecklist, command.Level: RecordJointLevel, command.Contact: RecordContact,
	command.Agreed: RecordAgreement, command.Action: RecordAction,
	command.Ends: RecordEnding, command.Close: RecordClosing, command.Agency: RecordAgency,
	command.Questionnaire: RecordQuestionnaire,
	command.Impact:        RecordImpact, command.Began: RecordCourse,
	command.Alert: RecordAlert, command.Measure: RecordMeasure, command.Minutes: RecordMeeting,
	command.Episode: RecordEpisode, command.Element: RecordElement,
	command.Meeting: RecordMeeting,
}

// history shows what is recorded, newest first: `history`, `history checklist`,
// `history 24` from number 24 on to older ones, `history checklist 24`.
func (t *turn) history(i int, c command.Command) {
	q := Query{What: ForHistory, Of: t.c.Sides[i].Service.ID}
	newest, rest := t.c.Records[i], c.Rest
	if by, known := command.Parse(rest, t.c.Sides[i].Service.Language); known && kindsByWord[by.Word] != "" {
		q.Kind, rest = kindsByWord[by.Word], by.Rest
	}
	from, err := strconv.Atoi(command.Only(rest))
	switch {
	case err == nil && from > 0:
		newest = min(newest, from)
	case rest != "" && !c.Marked:
		return // talk that begins with the word
	case rest != "":
		t.say(t.c.private(i), "history.how")
		return
	}
	t.recall(q, newest)
}

// show shows one record whole: `show 12`.
func (t *turn) show(i int, c command.Command) {
	service, newest := t.c.Sides[i].Service.ID, t.c.Records[i]
	n, err := strconv.Atoi(command.Only(c.Rest))
	switch {
	case err != nil && !c.Bare():
		// talk that begins with the word
	case err != nil || n < 1 || n > newest:
		t.say(t.c.private(i), "history.no_such", message.Args{"Last": message.Number(newest)})
	default:
		t.do(Recall{IDs: []string{recordID(service, n)}, For: Query{What: ForShow, Of: service}})
	}
}

// recall asks for the next records of a page, from a number on down.
func (t *turn) recall(q Query, newest int) {
	ask := Recall{For: q}
	for n := newest; n > max(0, newest-recalled); n-- {
		ask.IDs = append(ask.IDs, recordID(q.Of, n))
	}
	t.do(ask)
}

// recalled takes records that come back.
func (t *turn) recalled(in Recalled) {
	i, ok := t.c.sideOf(in.For.Of)
	switch {
	case !ok:
	case in.For.What == ForShow:
		t.showRecords(i, in.Records)
	case in.For.What == ForHistory:
		t.page(i, in)
	case in.For.What == ForShare, in.For.What == ForSharing:
		t.shareRecalled(i, in)
	case gathers[in.For.What] != nil:
		t.gathered(i, in)
	case in.For.What == ForPrepared:
		t.prepared(in.For, in.Records)
	case in.For.What == ForOldMinutes:
		t.showMinutes(in.Records)
	case in.For.What == ForNewVersion:
		t.correctedMinutes(in)
	case in.For.What == ForChange:
		t.sayChange(i, in.Records)
	case in.For.What == ForSharedChange, in.For.What == ForNewChange:
		t.sayShared(in.Records, in.For.What == ForNewChange)
	case in.For.What == ForCorrection:
		t.reopenRecord(i, in)
	}
}

func (t *turn) showRecords(i int, records []Record) {
	for _, r := range records {
		text := append([]message.Message{t.recordLine("history.whole", r)}, r.Whole...)
		if r.Form != nil && r.Kind != RecordChecklist {
			text = append(text, message.New("questionnaire.to_correct", message.Args{"Number": message.Text(strconv.Itoa(r.Number))}))
		}
		t.sayAll(t.c.private(i), text)
	}
}

// page adds what was recalled to the page, and says it when it is full or nothing
// older is left.
func (t *turn) page(i int, in Recalled) {
	q, oldest := in.For, 0
	for _, r := range in.Records {
		oldest = r.Number
		if q.Kind != "" && r.Kind != q.Kind {
			continue
		}
		if len(q.Lines) == pageLines {
			t.sayPage(i, q)
			return
		}
		q.Lines, q.Last = append(q.Lines, t.recordLine("history.line", r)), r.Number
	}
	if oldest > 1 {
		t.recall(q, oldest-1)
		return
	}
	q.Last = 0
	t.sayPage(i, q)
}

func (t *turn) sayPage(i int, q Query) {
	if len(q.Lines) == 0 {
		t.say(t.c.private(i), "history.empty")
		return
	}
	older := message.Args{"Older": message.Text("")}
	if q.Last > 1 {
		older = message.Args{"Older": message.Text(strconv.Itoa(q.Last - 1))}
	}
	t.say(t.c.private(i), "history.page", message.Args{"Lines": message.List(q.Lines)}, older)
}

func (t *turn) recordLine(id message.ID, r Record) message.Message {
	args := message.Args{
		"Number": message.Text(strconv.Itoa(r.Number)), "Time": message.Time(r.At),
		"What": message.Nested(r.Line), "Person": message.Text(""),
	}
	if r.By != "" {
		args["Person"] = message.Person(string(r.By))
	}
	return message.New(id, args)
}
