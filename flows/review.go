package flows

import (
	"time"

	"asapbot/flows/alert"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Review is when the risk is to be assessed anew at the latest (DOMAIN section 3).
type Review struct {
	Due time.Time `json:"due,omitzero"`
	// By is what shortens it, from what has happened since the last assessment, and
	// Why says what that was.
	By  time.Time  `json:"by,omitzero"`
	Why message.ID `json:"why,omitempty"`
	// Overdue says that it was asked for, and is still missing.
	Overdue bool `json:"overdue,omitempty"`
	// Proposed says that an alert was proposed because of it.
	Proposed bool `json:"proposed,omitempty"`
}

// reviewTimer comes due with the review, and again as long as it is missing.
const reviewTimer = "review"

// nextReview sets the deadline by the level that counts, from the newest joint view
// on, or from the opening of the case, or from when it was taken up again: whom nobody has assessed yet is in no less
// danger than a high level says.
func (t *turn) nextReview() {
	from, level := t.c.Joint.Shown, t.c.counts().Max()
	if from.IsZero() {
		from, level = t.c.Opened, risk.High
	}
	if again := t.c.Closure.Reopened; again.After(from) {
		from, level = again, risk.Max(level, risk.High)
	}
	due := from.Add(t.c.Settings.Reviews.After(level, from.Sub(t.c.Opened)))
	if due.Sub(from) > 3*24*time.Hour {
		due = t.c.morning(due)
	}
	r := &t.c.Review
	if !r.By.IsZero() && r.By.Before(due) {
		due = r.By
	} else {
		r.Why = ""
	}
	if due.Equal(r.Due) {
		return
	}
	r.Due, r.Overdue, r.Proposed = due, false, false
	t.do(SetTimer{Name: reviewTimer, At: due})
}

// reviewBy has the risk assessed anew by a moment at the latest, because of what has
// happened; an earlier deadline stands. why names the message that says so.
func (t *turn) reviewBy(at time.Time, why message.ID) {
	if r := &t.c.Review; r.By.IsZero() || at.Before(r.By) {
		r.By, r.Why = at, why
	}
	t.nextReview()
}

// reviewed begins to count anew: both have assessed.
func (t *turn) reviewed() {
	t.c.Review = Review{}
	t.nextReview()
}

// morning is nine o'clock of a moment's day, in the case room's zone: a deadline of
// days must ring nobody at night.
func (c Case) morning(at time.Time) time.Time {
	return c.Sides[0].Service.morning(at)
}

// recallReview asks for the assessment that is due, each side that has not signed it,
// in its own room: what the other has done by then nobody learns. When that was asked
// for before, the desk hears of it, too.
func (t *turn) recallReview() {
	r := &t.c.Review
	if r.Due.IsZero() || r.Due.After(t.now) {
		return
	}
	r.Overdue = true
	for i, s := range t.c.Sides {
		if s.Round > t.c.Joint.Round || !s.Agreement.Withdrawn.IsZero() {
			continue
		}
		text := []message.Message{message.New("review.due", message.Args{"Due": message.Time(r.Due)})}
		if r.Why != "" {
			text = append(text, message.New(r.Why))
		}
		t.tell(t.c.private(i), []Person{s.Manager}, "ring.review", text...)
		if t.now.Sub(r.Due) >= deskAfter {
			t.tellDesk(i, "desk.review_overdue", message.Args{"Due": message.Time(r.Due)})
			if t.c.counts().Max().Above(risk.Medium) && !r.Proposed {
				t.propose(i, alert.Other, forReview)
			}
		}
	}
	r.Proposed = r.Proposed || t.now.Sub(r.Due) >= deskAfter
	t.do(SetTimer{Name: reviewTimer, At: t.c.recallAgain(t.now)})
}

// deskAfter is how long a review is overdue when the desk is told: by then it was
// asked for once at least, and a working day has begun.
const deskAfter = 10 * time.Hour

// recallAgain is when a missing review is asked for once more: the next morning
// where the danger is high, otherwise after a week.
func (c Case) recallAgain(now time.Time) time.Time {
	days := 7
	if level := c.counts().Max(); level == "" || level.Above(risk.Medium) {
		days = 1
	}
	next := c.dayOf(now).AddDate(0, 0, days)
	return c.morning(next)
}
