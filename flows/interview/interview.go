// Package interview is one guided conversation: the bot asks the questions of an
// instrument one by one, and the one person whom it is interviewing answers by a
// tap, a word or a line, goes back, skips, corrects, pauses, and in the end adds
// the professional judgement and signs.
//
// Like the case that it belongs to, an Interview is a value: Step decides, and
// everything else is data.
package interview

import (
	"maps"
	"slices"
	"strings"
	"time"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Interview is the state of one conversation. It is bounded by its instrument:
// one answer a question, notes up to a limit, and the newest messages only.
type Interview struct {
	Setting
	Instrument string    `json:"instrument"`
	Version    string    `json:"version"`
	State      State     `json:"state"`
	Began      time.Time `json:"began"`
	// Day is that of Began, as in 2026-11-24, where the instrument asks for today's.
	Day string `json:"day,omitempty"`

	// At is the step that is being asked: a question's name or one of the steps of
	// the judgement.
	At string `json:"at"`
	// Asked counts how many times a question was asked; it makes poll keys unique.
	Asked int `json:"asked"`
	// Shown is the last step whose question stands in the room, and ShownAsked its
	// count. What is written while it lags behind At was written before At could be
	// read.
	Shown      string `json:"shown,omitempty"`
	ShownAsked int    `json:"shownAsked,omitempty"`
	// Return is where a correction goes back to, and StoppedAt where the question
	// whether to stop does.
	Return    string `json:"return,omitempty"`
	StoppedAt string `json:"stoppedAt,omitempty"`

	Answers map[string]Answer `json:"answers"`
	Skipped []string          `json:"skipped,omitempty"`
	// Sources tells which steps the person's newest messages answered, so that
	// editing one corrects them.
	Sources []Source `json:"sources,omitempty"`

	Adult    risk.Judgement `json:"adult"`
	Children risk.Judgement `json:"children"`
	// Rejudging says that the judgement is gone through from its start once more.
	Rejudging bool `json:"rejudging,omitempty"`

	Reason string `json:"reason,omitempty"` // of a correction
}

// Setting is what an interview is begun with.
type Setting struct {
	Number int    `json:"number"` // counts this service's interviews in the case
	By     string `json:"by"`     // whom the bot interviews; nobody else's words count
	// Floors are the levels agreed earlier: to judge lower needs a reason.
	Floors    risk.Levels `json:"floors,omitzero"`
	Emergency string      `json:"emergency"` // the number to call in danger
	// Parameters are the values that the instrument's parameters have, such as the
	// time point.
	Parameters map[string]string `json:"parameters,omitempty"`
	// Corrects is the version of the signed assessment that is corrected; 0 where it
	// is the first.
	Corrects int `json:"corrects,omitempty"`
}

// Answer is what was answered to one question.
type Answer struct {
	Value string    `json:"value,omitempty"` // as instrument.Answers has it; empty where there is only a note
	Notes []Note    `json:"notes,omitempty"`
	When  time.Time `json:"when"`
}

// Note is a remark on a question, and the message that it came in.
type Note struct {
	Ref  string `json:"ref"`
	Text string `json:"text"`
}

// Source is a message of the person and the steps that it answered.
type Source struct {
	Ref   string   `json:"ref"`
	Steps []string `json:"steps,omitempty"`
	Note  string   `json:"note,omitempty"` // the question that the message is a note on
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
	Stopping       = "stop.really" // asked out of turn
)

// Choices of the steps that are not levels.
const (
	Sign    = "sign"
	Rejudge = "rejudge"
	Later   = "pause" // not signed today
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

// Begin starts an interview and asks its first question. now is in the zone of the
// person who is asked: it says which day it is there.
func Begin(s Setting, def *instrument.Definition, now time.Time) (Interview, []Reply) {
	t := turn{def: def, now: now, iv: Interview{
		Setting: s, Instrument: def.ID, Version: def.Version,
		State: Asking, Began: now.UTC(), Answers: map[string]Answer{},
	}}
	if def.UsesToday() {
		t.iv.Day = now.Format(time.DateOnly)
	}
	t.begin()
	t.nextQuestion("")
	return t.iv, t.replies
}

// begin says what is coming. How many questions it will be, where some are asked
// only sometimes, nobody knows yet.
func (t *turn) begin() {
	args := message.Args{
		"Title": t.title(), "Total": message.Number(t.def.Numbered()), "Hint": message.Text(""),
		"Free": message.Number(t.def.Answerable() - t.def.Numbered()),
	}
	if len(t.def.Hint) > 0 {
		args["Hint"] = message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Hint: true})
	}
	switch {
	case t.def.Judged():
		t.say("interview.begin", args)
	case t.def.Branches():
		t.say("interview.begin_branching", args)
	default:
		t.say("interview.begin_other", args)
	}
}

// BeginCorrection reopens a signed interview as a new version: at one question,
// or at the judgement where question is empty. Its definition must be there.
func BeginCorrection(s Setting, signed Interview, question string, now time.Time) (Interview, []Reply) {
	iv := signed.clone()
	s.Parameters = signed.Parameters // what was asked stays what was asked
	iv.Setting, iv.State, iv.Began, iv.Reason = s, Asking, now.UTC(), ""
	iv.Asked, iv.Shown, iv.ShownAsked, iv.Sources = 0, "", 0, nil
	iv.Return, iv.StoppedAt, iv.Rejudging = "", "", false
	t := turn{iv: iv, def: signed.Definition(), now: now}
	t.say("interview.reopened", message.Args{"Version": message.Number(s.Corrects + 1)})
	switch {
	case question != "" && t.applies(question):
		t.iv.Return = Signature
		t.ask(question)
	case t.def.Judged():
		t.iv.Rejudging = true
		t.ask(AdultLevel)
	default:
		t.judge()
	}
	return t.iv, t.replies
}

// Open reports whether answers are still taken.
func (iv Interview) Open() bool { return iv.State == Asking || iv.State == Paused }

// InWords reports whether the present step is answered in a person's own words.
func (iv Interview) InWords() bool {
	def := iv.Definition()
	t := turn{iv: iv, def: def}
	return def != nil && t.textual(iv.At)
}

// Given is the answer to every relevant question, with the parameters, as the
// scoring wants it. What is not relevant any more is kept, but counts nowhere.
func (iv Interview) Given() instrument.Answers {
	if def := iv.Definition(); def != nil {
		return def.Given(iv.known())
	}
	return iv.known()
}

// Notes are the notes by question.
func (iv Interview) Notes() map[string]string {
	notes := map[string]string{}
	for name, a := range iv.Answers {
		if text := a.note(); text != "" {
			notes[name] = text
		}
	}
	return notes
}

// note is all that was noted, one remark a line.
func (a Answer) note() string {
	var lines []string
	for _, n := range a.Notes {
		lines = append(lines, n.Text)
	}
	return strings.Join(lines, "\n")
}

// Definition is the instrument in the version that this interview was begun in;
// nil where an older program meets newer answers.
func (iv Interview) Definition() *instrument.Definition {
	def, _ := instrument.Get(iv.Instrument, iv.Version)
	return def
}

// clone makes an independent copy, so that Step never changes its argument.
func (iv Interview) clone() Interview {
	iv.Answers = maps.Clone(iv.Answers)
	if iv.Answers == nil {
		iv.Answers = map[string]Answer{}
	}
	iv.Sources, iv.Skipped = slices.Clone(iv.Sources), slices.Clone(iv.Skipped)
	return iv
}
