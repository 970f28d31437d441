// Package interview is one guided conversation: the bot asks the questions of an
// instrument one by one, and the one person whom it is interviewing answers by a
// tap, a word or a line, goes back, skips, corrects, pauses, and in the end adds
// the professional judgement and signs.
//
// Like the case that it belongs to, an Interview is a value: Step decides, and
// everything else is data.
package interview

import (
	"slices"
	"time"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Interview is the state of one conversation. It is bounded by its instrument:
// it holds one answer a question.
type Interview struct {
	Setting
	Instrument string    `json:"instrument"`
	Version    string    `json:"version"`
	State      State     `json:"state"`
	Began      time.Time `json:"began"`

	// At is the step that is being asked: a question's name or one of the steps of
	// the judgement.
	At string `json:"at"`
	// Shown is the last step whose question stands in the room. What is written
	// while Shown lags behind At was written before At could be read.
	Shown string `json:"shown,omitempty"`
	// Return is where a correction goes back to.
	Return string `json:"return,omitempty"`
	Asked  int    `json:"asked"` // how many times a question was asked; makes poll keys unique

	Answers map[string]Answer `json:"answers"`
	Skipped []string          `json:"skipped,omitempty"`
	// Sources tells which steps a message of the person answered, so that editing
	// it corrects them.
	Sources map[string][]string `json:"sources,omitempty"`

	Adult    risk.Judgement `json:"adult"`
	Children risk.Judgement `json:"children"`

	// Corrects is the version of the signed assessment that this interview
	// corrects; 0 where it is the first. Reason is why.
	Corrects int    `json:"corrects,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// Setting is what an interview is begun with.
type Setting struct {
	Number int    `json:"number"` // counts this service's interviews in the case
	By     string `json:"by"`     // whom the bot interviews; nobody else's words count
	// Floors are the levels agreed earlier: to judge lower needs a reason.
	Floors    risk.Levels `json:"floors,omitzero"`
	Emergency string      `json:"emergency"` // the number to call in danger
}

// Answer is what was answered to one question.
type Answer struct {
	Value string    `json:"value,omitempty"` // a choice's name, or text; empty where there is only a note
	Note  string    `json:"note,omitempty"`
	When  time.Time `json:"when"`
}

// State is how far an interview has come.
type State string

// The states of an interview.
const (
	Asking  State = "asking"
	Paused  State = "paused"
	Signed  State = "signed"
	Stopped State = "stopped"
)

// The steps that follow an instrument's questions. A step's name can never be a
// question's: those have no dot.
const (
	AdultLevel     = "judge.adult"
	AdultReason    = "judge.adult_reason"
	ChildrenLevel  = "judge.children"
	ChildrenReason = "judge.children_reason"
	ChangeReason   = "judge.change_reason"
	Signature      = "judge.sign"
	Stopping       = "stop" // asked out of turn: really stop?
)

// Choices of the steps that are not levels.
const (
	Sign    = "sign"
	Rejudge = "rejudge"
	Discard = "discard"
	GoOn    = "go_on"
)

// Choice is one answer that can be tapped.
type Choice struct {
	ID    string
	Label message.Message
}

// Reply is something that the interview says. Where Step is set it is a question,
// and Choices can be tapped; a question without choices is answered in words.
type Reply struct {
	Text    []message.Message
	Step    string
	Choices []Choice
}

// Begin starts an interview and asks its first question.
func Begin(s Setting, def *instrument.Definition, now time.Time) (Interview, []Reply) {
	iv := Interview{
		Setting: s, Instrument: def.ID, Version: def.Version,
		State: Asking, Began: now,
		Answers: map[string]Answer{}, Sources: map[string][]string{},
	}
	t := turn{iv: iv, def: def, now: now}
	t.say("interview.begin", message.Args{
		"Title": t.title(), "Total": message.Number(len(def.Questions())),
	})
	t.ask(def.Questions()[0].Name)
	return t.iv, t.replies
}

// BeginCorrection reopens a signed assessment as a new version, at one question,
// or at the judgement where question is empty.
func BeginCorrection(number int, signed Interview, version int, by string, now time.Time, def *instrument.Definition, question string) (Interview, []Reply) {
	iv := signed.clone()
	iv.Number, iv.By, iv.State, iv.Began = number, by, Asking, now
	iv.Corrects, iv.Reason, iv.Asked, iv.Shown = version, "", 0, ""
	iv.Sources = map[string][]string{}
	t := turn{iv: iv, def: def, now: now}
	t.say("interview.reopened", message.Args{"Version": message.Number(version + 1)})
	if question == "" {
		t.judge()
	} else {
		t.iv.Return = Signature
		t.ask(question)
	}
	return t.iv, t.replies
}

// Open reports whether answers are still taken.
func (iv Interview) Open() bool { return iv.State == Asking || iv.State == Paused }

// Given is every answer by question, as the scoring wants it.
func (iv Interview) Given() instrument.Answers {
	given := instrument.Answers{}
	for name, a := range iv.Answers {
		if a.Value != "" {
			given[name] = a.Value
		}
	}
	return given
}

// Notes are the notes by question.
func (iv Interview) Notes() map[string]string {
	notes := map[string]string{}
	for name, a := range iv.Answers {
		if a.Note != "" {
			notes[name] = a.Note
		}
	}
	return notes
}

// Definition is the instrument in the version that this interview was begun in.
func (iv Interview) Definition() *instrument.Definition {
	def, ok := instrument.Get(iv.Instrument, iv.Version)
	if !ok {
		// A version that was once released stays in the library: a test holds it.
		panic("instrument " + iv.Instrument + " " + iv.Version + " is missing")
	}
	return def
}

// clone makes an independent copy, so that Step never changes its argument.
func (iv Interview) clone() Interview {
	answers := make(map[string]Answer, len(iv.Answers))
	for name, a := range iv.Answers {
		answers[name] = a
	}
	sources := make(map[string][]string, len(iv.Sources))
	for ref, steps := range iv.Sources {
		sources[ref] = slices.Clone(steps)
	}
	iv.Answers, iv.Sources, iv.Skipped = answers, sources, slices.Clone(iv.Skipped)
	return iv
}
