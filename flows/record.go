package flows

import (
	"fmt"
	"time"

	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/recidivism"
	"asapbot/flows/risk"
)

// Record is what Keep moves out of a case: one thing that is finished, whole, as
// one service may see it. What both may see is kept once for each, so that a
// service's records never hold what is not its to read.
type Record struct {
	// Number counts the service's records of the case from 1; `show 12` names it.
	Number int        `json:"number"`
	Kind   RecordKind `json:"kind"`
	By     Person     `json:"by,omitempty"`
	At     time.Time  `json:"at"` // when it was recorded
	// Line is the record in a few words, and Whole all of it.
	Line  message.Message   `json:"line"`
	Whole []message.Message `json:"whole,omitempty"`

	Assessment *risk.Assessment `json:"assessment,omitempty"` // of a checklist
	// Form is a signed questionnaire, and Scores are what its scales gave, where it is no
	// checklist.
	Form   *interview.Interview `json:"form,omitempty"`
	Scores []instrument.Result  `json:"scores,omitempty"`
	// Episode and Element are what each of these records holds; Shared says that the
	// other service has it, too.
	Episode *recidivism.Episode `json:"episode,omitempty"`
	Element *Element            `json:"element,omitempty"`
	Shared  bool                `json:"shared,omitempty"`
	// Views are both services' levels, of a joint view; the programme's first.
	Views [2]risk.Levels `json:"views,omitzero"`
	// Raised is the number of the alert that begins with this record, and Slip that of
	// the one that it takes back.
	Raised int `json:"raised,omitempty"`
	Slip   int `json:"slip,omitempty"`
	// Held is when the meeting began of which this is the record.
	Held time.Time `json:"held,omitzero"`
	// First is the number of the first version, where this is a later one.
	First  int         `json:"first,omitempty"`
	Reason string      `json:"reason,omitempty"` // of a correction
	Levels risk.Levels `json:"levels,omitzero"`  // of a joint level
}

// RecordKind is what a record holds.
type RecordKind string

// The kinds of records.
const (
	RecordChecklist  RecordKind = "checklist"
	RecordJointView  RecordKind = "joint_view"
	RecordJointLevel RecordKind = "joint_level"
	RecordContact    RecordKind = "contact"
	RecordAgreement  RecordKind = "agreement"
	RecordAction     RecordKind = "action"
	RecordAgency     RecordKind = "agency"  // comes, goes, and its view of the risk
	RecordEnding     RecordKind = "ending"  // of an attendance
	RecordClosing    RecordKind = "closing" // of the case, and its reopening

	RecordImpact        RecordKind = "impact"
	RecordCourse        RecordKind = "course"
	RecordEpisode       RecordKind = "episode"
	RecordElement       RecordKind = "element"
	RecordQuestionnaire RecordKind = "questionnaire" // any other that was signed
	RecordAlert         RecordKind = "alert"
	RecordMeasure       RecordKind = "measure"
	RecordMeeting       RecordKind = "meeting" // planned, moved, cancelled, held or not; its minutes; and the rhythm
)

// recordID names a record within its case, for ever.
func recordID(s ServiceID, number int) string { return fmt.Sprintf("%s/%d", s, number) }

// record keeps something for one side, and gives its number.
func (t *turn) record(i int, r Record) int {
	t.c.Records[i]++
	r.Number, r.At = t.c.Records[i], t.now
	t.do(Keep{ID: recordID(t.c.Sides[i].Service.ID, r.Number), Record: r})
	return r.Number
}

// recordShared keeps something that both sides may see, for each.
func (t *turn) recordShared(r Record) {
	for i := range t.c.Sides {
		t.record(i, r)
	}
}

// first is the number under which its first version was kept.
func (r Record) first() int {
	if r.First > 0 {
		return r.First
	}
	return r.Number
}
