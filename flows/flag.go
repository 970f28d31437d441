package flows

import (
	"slices"
	"strconv"
	"time"

	"asapbot/flows/message"
)

// Flag is a divergence beside that of the checklist: an episode that one side alone
// reports, or something of which he says that it stopped and she that it goes on (DOMAIN
// section 5). It keeps a clock until both services have recorded that they spoke with
// each other, and what came of it.
type Flag struct {
	Made     int       `json:"made,omitempty"` // numbers its questions: those of an earlier one are over
	Due      time.Time `json:"due,omitzero"`   // when contact and outcome must be recorded
	Contacts Contacts  `json:"contacts,omitzero"`
	Outcome  string    `json:"outcome,omitempty"`
}

// What can come of it.
const (
	levelStands  = "stands"
	assessAnew   = "anew"
	levelAgreed  = "level" // a joint level was agreed on meanwhile
	thirdService = "third"
)

// open reports whether the clock runs.
func (f Flag) open() bool {
	return !f.Due.IsZero() && (f.Outcome == "" || !f.Contacts.both())
}

// flagRuns reports whether a flag's clock runs: nothing that crossed is asked for where
// an agreement is missing.
func (c Case) flagRuns() bool { return c.Flag.open() && c.agreed() && !c.closed() }

// flagTimer comes due when the contact and its outcome should be recorded.
const flagTimer = "flag"

// flagPoll begins the keys of a flag's questions: flag/<number>/<contact or
// outcome>/<unique>.
const flagPoll = "flag"

func (t *turn) flagKey(what string) Key {
	return Key(flagPoll + "/" + strconv.Itoa(t.c.Flag.Made) + "/" + what + "/" + string(t.key()))
}

// flag starts the clock, and asks both for the contact. What was recorded of an earlier
// one is not of this; a clock that runs is not turned back.
func (t *turn) flag() {
	f := Flag{Made: t.c.Flag.Made + 1, Due: t.now.Add(t.c.Settings.ContactWithin)}
	if before := t.c.Flag; before.open() && before.Due.After(t.now) {
		f.Due = before.Due
	}
	t.c.Flag = f
	t.do(Ask{
		Key: t.flagKey("contact"), To: Shared(t.c.Code),
		Text:    message.New("flag.ask_contact", message.Args{"Due": message.Time(f.Due)}),
		Choices: choices("contact.", append(slices.Clone(ways), noContact)...),
	})
}

func (t *turn) tappedFlag(i int, number, question string, in Tapped) {
	f := &t.c.Flag
	switch {
	case in.Choice == "":
	case number != strconv.Itoa(f.Made) || !f.open():
		t.say(in.In, "flag.over")
	case !t.c.agreed():
		t.say(in.In, "joint.stopped")
	case question == "contact" && in.Choice == noContact:
		f.Contacts[i] = Contact{}
		t.allowFlag()
		t.say(in.In, "joint.no_contact_yet", message.Args{"Due": message.Time(f.Due)})
	case question == "contact" && slices.Contains(ways, in.Choice):
		if f.Contacts[i].How != in.Choice {
			t.contact(i, Contact{By: in.By, At: t.now, How: in.Choice})
		}
	case question == "outcome" && in.Choice == thirdService:
		t.say(in.In, "joint.third_how")
	case question == "outcome" && slices.Contains([]string{levelStands, assessAnew}, in.Choice):
		t.flagOutcome(i, in.By, in.Choice)
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// spokeOfFlag records a side's contact, where the clock runs, and reports whether it
// does.
func (t *turn) spokeOfFlag(i int, c Contact) bool {
	if !t.c.flagRuns() {
		return false
	}
	t.c.Flag.Contacts[i] = c
	return true
}

// askOutcome asks what came of the contact, where that is not recorded yet.
func (t *turn) askOutcome() {
	f := t.c.Flag
	if f.Due.IsZero() || !f.Contacts.both() || f.Outcome != "" {
		return
	}
	t.do(Ask{
		Key: t.flagKey("outcome"), To: Shared(t.c.Code), Text: message.New("flag.ask_outcome"),
		Choices: choices("flag.outcome_", levelStands, assessAnew, thirdService),
	})
}

// flagOutcome records what came of it.
func (t *turn) flagOutcome(i int, by Person, outcome string) {
	if t.c.Flag.Outcome == outcome {
		return // tapped twice
	}
	args := message.Args{}
	if outcome == assessAnew {
		t.reviewBy(t.earlier(), "review.flagged")
		args["Due"] = message.Time(t.c.Review.Due)
	}
	t.c.Flag.Outcome = outcome
	t.enter(by, i, "journal.flag_"+message.ID(outcome))
	t.recordShared(Record{Kind: RecordContact, By: by, Line: message.New("record.flag_"+message.ID(outcome), args)})
	t.say(Shared(t.c.Code), "flag.recorded_"+message.ID(outcome), args)
}

// flagSettled is for what comes of it by another way: a level that was agreed on, or a
// third service.
func (t *turn) flagSettled(outcome string) {
	if t.c.Flag.open() {
		t.c.Flag.Outcome = outcome
	}
}

// followFlag lets the timer follow the clock, which stops when everything is recorded, and
// while an agreement is missing or the case is closed.
func (t *turn) followFlag(before Case) {
	was, is := before.flagRuns(), t.c.flagRuns()
	if is && !was {
		t.allowFlag()
	}
	switch now := t.c.Flag; {
	case is && (!was || !before.Flag.Due.Equal(now.Due)):
		t.do(SetTimer{Name: flagTimer, At: now.Due})
	case was && !is:
		t.do(CancelTimer{Name: flagTimer})
		if thanked := before.Joint.open() && !t.c.Joint.open(); !now.open() && !thanked {
			t.say(Shared(t.c.Code), "joint.closed")
		}
	}
}

// allowFlag gives what is overdue its time once more.
func (t *turn) allowFlag() {
	if f := &t.c.Flag; f.Due.Before(t.now) {
		f.Due = t.now.Add(t.c.Settings.ContactWithin)
	}
}

// flagOverdue reminds both case managers and tells both desks, again and again until it
// is recorded: silence is never success (DOMAIN rule 10).
func (t *turn) flagOverdue() {
	if !t.c.flagRuns() {
		return
	}
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case",
		message.New("flag.overdue", message.Args{"Missing": message.List(t.flagMissing())}))
	for i := range t.c.Sides {
		t.tellDesk(i, "desk.overdue", nil)
	}
	t.do(SetTimer{Name: flagTimer, At: t.now.Add(t.c.Settings.ContactWithin)})
}

// flagMissing lists what it still waits for.
func (t *turn) flagMissing() []message.Message {
	missing := t.contactsMissing(t.c.Flag.Contacts)
	if t.c.Flag.Outcome == "" {
		missing = append(missing, message.New("missing.outcome"))
	}
	return missing
}
