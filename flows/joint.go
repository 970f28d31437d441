package flows

import (
	"time"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Joint is what the two services see and decide together, once both have signed
// (DOMAIN rules 5 and 6).
type Joint struct {
	Round int       `json:"round"` // counts the joint views; 0 before the first
	Shown time.Time `json:"shown,omitzero"`
	// Versions are those of the two assessments that were compared.
	Versions [2]int `json:"versions"`
	// Forms counts how often a view was made: once a round, and again after each
	// correction. Votes belong to one form.
	Forms int `json:"forms"`
	// Before are the levels below which one service alone cannot go: what counted
	// before this round, or what was agreed in it before a correction.
	Before      risk.Levels     `json:"before,omitzero"`
	Provisional risk.Levels     `json:"provisional,omitzero"`
	NoChildren  bool            `json:"noChildren,omitempty"` // one of the two says that there are none
	Divergence  risk.Divergence `json:"divergence,omitzero"`
	Due         time.Time       `json:"due,omitzero"` // when contact and joint level must be recorded
	Contacts    Contacts        `json:"contacts"`
	Votes       [2]risk.Levels  `json:"votes"`
	Reason      string          `json:"reason,omitempty"` // of the joint level
	Settled     time.Time       `json:"settled,omitzero"` // when both levels were agreed
	Third       Third           `json:"third,omitzero"`
	// Earlier is when the two, who disagree, chose to review the case earlier.
	Earlier time.Time `json:"earlier,omitzero"`
	// Signed are the two names under the joint assessment.
	Signed Signatures `json:"signed,omitzero"`
}

// Contact is one side's record that the two have spoken.
type Contact struct {
	By   Person    `json:"by,omitempty"`
	At   time.Time `json:"at,omitzero"`
	How  string    `json:"how,omitempty"` // one of ways
	Note string    `json:"note,omitempty"`
}

// Contacts are what both sides have recorded of one contact.
type Contacts [2]Contact

func (c Contacts) both() bool { return !c[0].At.IsZero() && !c[1].At.IsZero() }

// Third is a third service that was consulted, where the two disagree.
type Third struct {
	Who string    `json:"who,omitempty"`
	Day time.Time `json:"day,omitzero"`
	By  Person    `json:"by,omitempty"`
}

// open reports whether the divergence's clock runs.
func (j Joint) open() bool { return !j.Due.IsZero() && !j.closed() }

// closed reports whether everything is recorded that the divergence asks for: the
// contact by both, and its outcome.
func (j Joint) closed() bool {
	return j.outcome() && j.Contacts.both()
}

// outcome reports whether it is recorded what came of the contact (DOMAIN section
// 5): a joint level, a third service that was consulted, or an earlier review.
func (j Joint) outcome() bool {
	return !j.Settled.IsZero() || j.Third.Who != "" || !j.Earlier.IsZero()
}

// over reports whether this view waits for nothing more.
func (j Joint) over() bool { return !j.Settled.IsZero() && !j.open() }

// counts are the levels that count now: the agreed ones, otherwise the higher.
func (c Case) counts() risk.Levels {
	if !c.Joint.Settled.IsZero() {
		return c.Joint.Votes[0]
	}
	return c.Joint.Provisional
}

// floors are the levels below which one service alone cannot go.
func (c Case) floors() risk.Levels { return c.counts() }

// compare shows the joint view when both have signed for the same round, and only
// then (DOMAIN rule 5); and again when one of them has corrected.
func (t *turn) compare() {
	a, b := t.c.Sides[0], t.c.Sides[1]
	if !t.c.shares(TopicChecklist) || a.Signed == nil || b.Signed == nil || a.Round != b.Round {
		return
	}
	versions := [2]int{a.Signed.Version, b.Signed.Version}
	again := a.Round == t.c.Joint.Round
	def, ok := instrument.Get(a.Signed.Instrument, a.Signed.Edition)
	if again && versions == t.c.Joint.Versions || !ok {
		return // nothing has changed since
	}
	before := t.c.Joint
	j := Joint{
		Round: a.Round, Versions: versions, Before: t.c.counts(), Shown: t.now, Forms: before.Forms + 1,
		Divergence: risk.Compare(def, *a.Signed, *b.Signed, risk.Thresholds{Share: t.c.Settings.ScoreShare}),
	}
	j.NoChildren = a.Signed.Children.Level == risk.None || b.Signed.Children.Level == risk.None
	if again && before.Settled.IsZero() {
		j.Before = before.Before
	}
	j.Provisional = risk.Provisional(*a.Signed, *b.Signed, j.Before)
	switch {
	case !j.Divergence.Any():
	case again && before.open(): // a correction does not turn the clock back
		j.Due, j.Contacts = before.Due, before.Contacts
		j.Third, j.Earlier = before.Third, before.Earlier
	default:
		j.Due = t.now.Add(t.c.Settings.ContactWithin)
	}
	t.c.Joint = j
	for i := range t.c.Sides {
		t.enter("", i, "journal.joint_view", message.Args{"Round": message.Number(j.Round)})
	}
	t.recordShared(Record{
		Kind: RecordJointView, Views: [2]risk.Levels{t.c.Sides[0].Signed.Judged(), t.c.Sides[1].Signed.Judged()}, Line: message.New("record.joint_view", levelArgs(j.Provisional)), Whole: append(t.jointText(), message.New("joint.never_to_him")),
	})
	if again {
		t.nextReview()
	} else {
		t.reviewed()
	}
	t.startClock()
	t.sayJoint(t.c.managers(), corrected(before, j, t.c.Sides)...)
	t.askJoint()
}

// viewStands reports whether the newest signatures are those of the view that both
// have seen. What was signed since then is still blind.
func (c Case) viewStands() bool {
	a, b := c.Sides[0], c.Sides[1]
	return c.shares(TopicChecklist) && c.Joint.Round > 0 && a.Round == c.Joint.Round && b.Round == c.Joint.Round &&
		c.Joint.Versions == [2]int{a.Signed.Version, b.Signed.Version}
}

// corrected says whose correction made a view anew.
func corrected(before, now Joint, sides [2]Side) []message.Message {
	var lines []message.Message
	for i := range sides {
		if before.Round == now.Round && before.Versions[i] != now.Versions[i] {
			lines = append(lines, message.New("joint.again", message.Args{
				"Service": message.Text(sides[i].Service.Name),
			}))
		}
	}
	return lines
}
