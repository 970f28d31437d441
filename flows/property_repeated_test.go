package flows_test

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"asapbot/flows"
	"asapbot/flows/message"
)

// repeated says what the core makes of an input that comes a second time, on the
// value that the first has left. A message or a tap with the same mark changes
// nothing and is not answered: the store of the homeserver may repeat it. Who is
// where, what stands in a room, and what the Network tells change nothing; people
// who have not come in are invited anew. A timer reminds again in the same words.
func repeated[V any](h *house, step func(V, flows.Input, time.Time) (V, []flows.Effect), after V, was string, in flows.Input, effects []flows.Effect, changed bool) {
	h.t.Helper()
	twice, more := step(after, in, h.now)
	is := code(h.t, twice)
	switch in := in.(type) {
	case flows.Configured, flows.Staffed:
		more = slices.DeleteFunc(more, func(e flows.Effect) bool { _, invites := e.(flows.Invite); return invites })
	case flows.Left:
		// Who is not there and leaves has declined to come: the desk is told.
		more = slices.DeleteFunc(more, func(e flows.Effect) bool {
			say, says := e.(flows.Say)
			declined := []message.ID{"desk.declined_case", "desk.declined_direct", "partner.declined"}
			return says && say.To.Kind == flows.DeskRoom && slices.Contains(declined, say.Text[len(say.Text)-1].ID)
		})
		was, is = unnumbered(was), unnumbered(is)
	case flows.TimerFired:
		if slices.ContainsFunc(effects, lapses) {
			return // what has run out is ended first, and once
		}
		kind, _, _ := strings.Cut(in.Name, "/")
		if slices.Contains([]string{"alert", "measures", "meeting", "cover", "digest", "partnership"}, kind) {
			// What was due is done: nobody is told a second time.
			more = slices.DeleteFunc(more, func(e flows.Effect) bool {
				_, sets := e.(flows.SetTimer)
				_, cancels := e.(flows.CancelTimer)
				_, recalls := e.(flows.Recall) // what comes of it comes once
				return sets || cancels || recalls && in.Name == "meeting"
			})
			if x, y := unnumbered(was), unnumbered(is); len(more) > 0 || x != y {
				h.fail("%s a second time says %s\n%s", in.Name, effectsCode(h.t, more), different(x, y))
			}
			return
		}
		isEdit := func(e flows.Effect) bool {
			say, says := e.(flows.Say)
			ask, asks := e.(flows.Ask) // an alert is proposed once
			return says && say.Replace != "" || asks && strings.HasPrefix(string(ask.Key), "alert/0/propose")
		}
		effects = slices.DeleteFunc(slices.Clone(effects), isEdit) // the card shows it already
		if strings.HasPrefix(in.Name, "impact/") {
			effects = slices.DeleteFunc(effects, func(e flows.Effect) bool { _, sets := e.(flows.SetTimer); return !sets })
			more = slices.DeleteFunc(more, func(e flows.Effect) bool { _, cancels := e.(flows.CancelTimer); return cancels })
		} // what was due is asked for once
		if in.Name == "actions" { // of an action the desk is told once
			effects = slices.DeleteFunc(effects, func(e flows.Effect) bool {
				say, says := e.(flows.Say)
				return says && say.Text[len(say.Text)-1].ID == "desk.action_overdue"
			})
		}
		if x, y := unnumbered(effectsCode(h.t, effects)), unnumbered(effectsCode(h.t, more)); x != y {
			h.fail("%s says\n%s\nand a second time\n%s", code(h.t, in), x, y)
		}
		if x, y := unnumbered(was), unnumbered(is); x != y {
			h.fail("%s changes something a second time\n%s", code(h.t, in), different(x, y))
		}
		return
	case flows.Tapped:
		if changed { // otherwise the tap itself was one that came again
			in.Ref += "'"
			tapped, answer := step(after, in, h.now)
			h.tappedAgain(in, was, code(h.t, tapped), answer)
		}
	case flows.TookBack, flows.Unreadable, flows.Undelivered, flows.Invited, flows.Verifying, flows.Recalled, flows.NoticeSent, flows.NoticeFailed:
		return // each is told each time: the shell lets none of them through twice
	}
	// Whom the bot does not hear it ignores each time: only the operator's log tells.
	more = slices.DeleteFunc(more, func(e flows.Effect) bool { _, ignores := e.(flows.Ignore); return ignores })
	if len(more) > 0 || was != is {
		h.fail("%s changes something a second time: %s\n%s", code(h.t, in), effectsCode(h.t, more), different(was, is))
	}
}

// lapses reports whether an effect tells of an agreement that has run out.
func lapses(e flows.Effect) bool {
	enter, enters := e.(flows.Enter)
	return enters && enter.What.ID == "journal.lapsed"
}

// toSecondTaps are the answers to a tap that is given once more.
var toSecondTaps = []message.ID{
	"interview.no_such_choice", "interview.vote_taken_back", "interview.vote_after_signing",
	"interview.vote_too_late", "interview.not_yours",
	"agreement.already", "agreement.since_when", "agreement.not_yet_noted", "agreement.to_withdraw",
	"alert.raised_already", "alert.has_taken", "alert.over", "alert.over_long_ago", "alert.not_raised", "alert.checklist_then", "alert.passed_on",
	"joint.old_question", "joint.no_contact_yet", "joint.already_agreed", "joint.stopped",
	"ended.already", "ended.nothing", "close.old_question", "close.other_confirms", "close.only",
	"agency.old_question", "agency.other_answers", "agency.not_yours",
	"share.kept", "share.already", "share.how", "impact.later", "impact.missing_noted", "impact.done_already", "questionnaire.one_at_a_time", "interview.take_over", "interview.resumed",
	"reminder.put_off", "reminder.over", "reminder.too_near", "reminder.deputies_already", "reminder.no_deputy", "prepare.later", "prepare.done", "prepare.paper_noted",
	"held.old_question", "minutes.old_question", "minutes.sign_later", "joint.sign_later",
	"partner.coordinators_answer", "partner.old_question", "partner.waits",
	"agreement.old_question", "agreement.nothing_left", "agreement.not_covered", "agreement.until_which",
	"meeting.open", "meeting.already", "meeting.old_question", "meeting.over", "rhythm.old_question",
}

// tappedAgain: whoever taps the same choice once more changes no answer, and gets
// at most one of the messages above, or the open question again.
func (h *house) tappedAgain(in flows.Input, after, twice string, more []flows.Effect) {
	h.t.Helper()
	for _, e := range more {
		switch e := e.(type) {
		case flows.Say:
			for _, m := range e.Text {
				if !slices.Contains(toSecondTaps, m.ID) {
					h.fail("%s a second time says %s", code(h.t, in), m.ID)
				}
			}
		case flows.Ask:
			if !strings.HasPrefix(string(e.Key), "interview/") && !strings.HasPrefix(string(e.Key), "missing/") && !strings.HasPrefix(string(e.Key), "paper/") && !strings.HasPrefix(string(e.Key), "whynot/") {
				h.fail("%s a second time asks %s", code(h.t, in), e.Key)
			}
		case flows.SetTimer, flows.Ignore, flows.Recall:
		default:
			h.fail("%s a second time causes %s", code(h.t, in), code(h.t, e))
		}
	}
	if x, y := unnumbered(after), unnumbered(twice); x != y {
		h.fail("%s changes something a second time\n%s", code(h.t, in), different(x, y))
	}
}

var numbers = regexp.MustCompile(`"(said|asked)":\d+|"(c|n|partner/\d+/n|agreement/c|impact/\d/c|share/\d+/c|missing/\d/c|limit/-?\d+/c|renew/[-\d]+/c|basis/c|ends/[-\d]+/c|close/\d+/c|agency/\d+/c|(?:walk|minutes|held|whynot|meeting|rhythm)/[-\d]+/c|alert/\d+/[a-z_/]+/c|card/c)\d+"|"interview/[a-z_0-9]+/\d+/\d+|"heard":\[[^\]]*\],`)

// unnumbered is a written value without what only counts.
func unnumbered(s string) string { return numbers.ReplaceAllString(s, `"#`) }
