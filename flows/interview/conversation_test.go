package interview

import (
	"fmt"
	"strings"
	"testing"

	"asapbot/flows/instrument"
)

// allTypes is a questionnaire with every type of question, which branches.
const allTypes = `id: everything
version: "1"
languages: [en]
title: {en: How are you}
parameters: {time_point: [T0, T1]}
choices:
  often:
    - {name: never, label: {en: Never}}
    - {name: once, label: {en: Once}, weight: 1}
    - {name: often, label: {en: Often}, weight: 2}
  who:
    - {name: family, label: {en: Family}}
    - {name: friends, label: {en: Friends}}
    - {name: service, label: {en: A service}}
groups:
  - name: fear
    title: {en: Fear}
    questions:
      - {name: intro, type: note, label: {en: There is no right or wrong here.}}
      - {name: afraid, type: select_one, list: often, required: true, label: {en: Were you afraid?}}
      - {name: helped, type: select_multiple, list: who, relevant: "${afraid} != 'never' and ${afraid} != ''", label: {en: Who helped?}}
      - {name: since, type: date, relevant: "${afraid} = 'often'", constraint: ". <= today()", constraint_message: {en: That day is still to come.}, label: {en: Since when?}}
  - name: days
    letter: B
    title: {en: Days}
    questions:
      - {name: children, type: integer, required: true, constraint: ". >= 0 and . <= 20", label: {en: How many children?}}
      - {name: home, type: integer, required: true, relevant: "${children} > 0", constraint: ". <= ${children}", label: {en: How many at home?}}
      - {name: before, type: text, relevant: "${time_point} = 'T0'", label: {en: What was before?}}
      - {name: hours, type: decimal, label: {en: How many hours do you sleep?}}
      - {name: thanks, type: note, label: {en: Thank you.}}
`

// TestConversation plays a questionnaire line by line: what is said is given by its
// message IDs, and what is asked by its step.
func TestConversation(t *testing.T) {
	def, err := instrument.Parse("everything.yaml", []byte(allTypes))
	if err != nil {
		t.Fatal(err)
	}
	iv, replies := Begin(Setting{Number: 1, Parameters: map[string]string{"time_point": "T1"}}, def, now)
	if got, want := said(replies), "interview.begin_branching interview.part_begins interview.note_said ?afraid"; got != want {
		t.Errorf("it begins with %s\nwant %s", got, want)
	}
	for i, c := range []struct{ line, want string }{
		{"skip", "interview.needed ?afraid"},
		{"what", "interview.not_understood"},
		{"judgement", "interview.no_judgement"},
		{"sign", "interview.sign_later ?afraid"},
		{"Often", "?helped"},
		{"3 5", "interview.not_understood_written"},
		{"1 3", "?since"},
		{"1/1/2030", "interview.refused"},
		{"yesterday", "interview.block_begins ?children"},
		{"21", "interview.refused"},
		{"correct 4 21", "interview.refused"},
		{"many", "interview.not_understood_written"},
		{"2", "?home"},
		{"3", "interview.refused"},
		{"2", "?hours"},
		{"back", "?home"},
		{"1", "?hours"},
		{"status", "interview.status"},
		{"6,5", "interview.note_said interview.summary interview.summary_block interview.summary_block ?judge.sign"},
		// A question that a parameter shuts out is not asked and not corrected.
		{"correct 6", "interview.not_relevant"},
		{"correct 6 x", "interview.not_relevant"},
		{"6 x", "interview.line_not_understood"},
		// What is not relevant any more is skipped both ways and counts nowhere.
		{"correct 1 never", "interview.corrected interview.summary interview.summary_block interview.summary_block ?judge.sign"},
		{"back", "?hours"},
		{"back", "?home"},
		{"back", "?children"},
		{"back", "?afraid"},
		{"back", "interview.first ?afraid"},
		// What becomes relevant again has its answer still.
		{"1 often", "interview.line_taken interview.note_said interview.summary interview.summary_block interview.summary_block ?judge.sign"},
		// A correction that contradicts another answer asks for that one.
		{"correct 4", "?children"},
		{"0", "interview.summary interview.summary_block interview.summary_block ?judge.sign"},
		{"correct 4 3", "interview.corrected interview.summary interview.summary_block interview.summary_block ?judge.sign"},
		{"correct 5 3", "interview.corrected interview.summary interview.summary_block interview.summary_block ?judge.sign"},
		{"correct 4 2", "interview.corrected interview.refused ?home"},
		{"2", "interview.note_said interview.summary interview.summary_block interview.summary_block ?judge.sign"},
		{"no", "interview.paused"},
		{"resume", "interview.resumed ?judge.sign"},
		{"sign", ""},
	} {
		iv, replies = iv.Step(Wrote{Ref: fmt.Sprintf("$%d", i), Line: c.line, Languages: []string{"en"}}, def, now)
		if got := said(replies); got != c.want {
			t.Errorf("%q: %s\nwant %s", c.line, got, c.want)
		}
	}
	want := instrument.Answers{
		"afraid": "often", "helped": "family service", "since": "2026-11-23", "children": "2", "home": "2", "hours": "6.5",
		"time_point": "T1", instrument.Today: "2026-11-24",
	}
	if got := def.Given(iv.known()); iv.State != Signed || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s with %v\nwant %v", iv.State, got, want)
	}
}

// TestCorrectionOpensQuestions: after the summary, an answer that makes others
// relevant has them asked before anything is signed.
func TestCorrectionOpensQuestions(t *testing.T) {
	def, err := instrument.Parse("everything.yaml", []byte(allTypes))
	if err != nil {
		t.Fatal(err)
	}
	iv, _ := Begin(Setting{Number: 1}, def, now)
	for i, c := range []struct{ line, want string }{
		{"never", "interview.block_begins ?children"},
		{"0", "?hours"},
		{"skip", "interview.note_said interview.summary interview.summary_block interview.summary_block interview.summary_unanswered ?judge.sign"},
		{"correct 4 1", "interview.corrected ?home"},
		{"sign", "interview.sign_later ?home"},
		{"skip", "interview.needed ?home"},
		{"1", "interview.note_said interview.summary interview.summary_block interview.summary_block interview.summary_unanswered ?judge.sign"},
		{"correct 1", "?afraid"},
		{"Often", "?helped"},
		{"none", "?since"},
		{"skip", "interview.note_said interview.summary interview.summary_block interview.summary_block interview.summary_unanswered ?judge.sign"},
	} {
		next, replies := iv.Step(Wrote{Ref: fmt.Sprintf("$%d", i), Line: c.line, Languages: []string{"en"}}, def, now)
		iv = next
		if got := said(replies); got != c.want {
			t.Errorf("%q: %s\nwant %s", c.line, got, c.want)
		}
	}
}

// said is what was said and asked, in short.
func said(replies []Reply) string {
	var all []string
	for _, r := range replies {
		if r.Step != "" {
			all = append(all, "?"+r.Step)
			continue
		}
		for _, m := range r.Text {
			all = append(all, string(m.ID))
		}
	}
	return strings.Join(all, " ")
}
