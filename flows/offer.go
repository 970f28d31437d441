package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Offer is dates that lie before the two services, of which both choose one. What one
// proposes while another's dates lie open is added to them: nobody's are erased.
type Offer struct {
	Number int         `json:"number,omitempty"` // counts the case's offers
	Dates  []time.Time `json:"dates,omitempty"`  // in UTC, the earliest first
	Votes  [2]DateVote `json:"votes,omitzero"`
	// Since is when dates were last proposed, and Recalled says that those who have not
	// answered were asked once more.
	Since    time.Time `json:"since,omitzero"`
	Recalled bool      `json:"recalled,omitempty"`
}

// DateVote is one service's answer: a date, or that none of them suits.
type DateVote struct {
	By    Person    `json:"by,omitempty"`
	Start time.Time `json:"start,omitzero"`
	None  bool      `json:"none,omitempty"`
}

// mostDates lie before the services at a time: what fits into a poll on a phone.
const mostDates = 6

// recallOfferAfter is how long after a proposal those are asked again who have not
// answered (this project's own choice).
const recallOfferAfter = 48 * time.Hour

// meetingPoll begins the keys of the question for a date: meeting/<number>/<unique>. Its
// choices are named by their moments, so that an answer to an older question of the same
// offer is still one.
const meetingPoll = "meeting"

// noDate is the choice that none of the dates suits.
const noDate = "none"

// dateChoice is how a date is named as a choice.
const dateChoice = "2006-01-02T15:04Z"

func (o Offer) open() bool { return len(o.Dates) > 0 }

func (o Offer) has(at time.Time) bool { return slices.ContainsFunc(o.Dates, at.Equal) }

// turnedDown reports whether one of the services has said that none of the dates suits.
func (o Offer) turnedDown() bool { return o.Votes[0].None || o.Votes[1].None }

// last is the latest of the dates, after which there is nothing left to choose.
func (o Offer) last() time.Time { return o.Dates[len(o.Dates)-1] }

// answers reports whether a vote says anything.
func (v DateVote) answers() bool { return v.None || !v.Start.IsZero() }

// offer puts dates before both services. by is nobody where the bot proposes by itself.
func (t *turn) offer(i int, by Person, dates []time.Time, notes []message.Message) {
	room, m := Shared(t.c.Code), &t.c.Meetings
	o, id := Offer{Number: m.Offers + 1}, message.ID("meeting.proposed")
	if m.Offer.open() && !m.Offer.turnedDown() {
		o, id = m.Offer, "meeting.proposed_too"
	}
	if o.Dates = together(o.Dates, dates, t.now); len(o.Dates) > mostDates {
		t.say(room, "meeting.many_open", message.Args{"Max": message.Number(mostDates)})
		return
	}
	o.Since, o.Recalled = t.now, false
	m.Offer, m.Offers = o, o.Number
	text := []message.Message{t.proposal(i, by, id, dates)}
	if m.ahead(t.now) {
		text = append(text, message.New("meeting.stands", t.c.whenArgs(m.Next.Start)))
	}
	text = append(append(text, notes...), t.warnings(dates)...)
	others := t.c.Sides[1-i].managers()
	if by == "" {
		others = t.c.managers()
	}
	t.enter(by, i, "journal.meeting_proposed")
	t.tell(room, others, "ring.case", text...)
	t.askDate()
}

// proposal says who proposes what.
func (t *turn) proposal(i int, by Person, id message.ID, dates []time.Time) message.Message {
	var lines []message.Message
	for _, at := range dates {
		lines = append(lines, message.New("meeting.date", t.c.whenArgs(at)))
	}
	if by == "" {
		id = "meeting.proposed_by_rhythm"
	}
	return message.New(id, t.whoArgs(i, by), message.Args{"Dates": message.List(lines)})
}

// together are two lists of dates as one, in order and without those that have passed.
func together(a, b []time.Time, now time.Time) []time.Time {
	var all []time.Time
	for _, at := range slices.Concat(a, b) {
		if at.After(now) && !slices.ContainsFunc(all, at.Equal) {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// askDate asks both services to choose.
func (t *turn) askDate() {
	o := t.c.Meetings.Offer
	ask := Ask{
		Key: Key(meetingPoll + "/" + strconv.Itoa(o.Number) + "/" + string(t.key())), To: Shared(t.c.Code),
		Text: message.New("meeting.ask"),
	}
	for n, at := range o.Dates {
		label := message.New("meeting.tap_date", message.Args{"Number": message.Number(n + 1)}, t.c.whenArgs(at))
		ask.Choices = append(ask.Choices, Choice{ID: at.Format(dateChoice), Label: label})
	}
	ask.Choices = append(ask.Choices, Choice{ID: noDate, Label: message.New("meeting.tap_none")})
	if len(o.Dates) == 1 {
		ask.Text = message.New("meeting.ask_one", t.c.whenArgs(o.Dates[0]))
		ask.Choices[0].Label, ask.Choices[1].Label = message.New("meeting.tap_yes"), message.New("meeting.tap_other")
	}
	t.do(ask)
}

// tappedMeeting takes one service's answer.
func (t *turn) tappedMeeting(i int, number string, in Tapped) {
	o := &t.c.Meetings.Offer
	at, err := time.Parse(dateChoice, in.Choice)
	switch {
	case !o.open() || number != strconv.Itoa(o.Number):
		if in.Choice != "" {
			t.sayOldOffer()
		}
	case in.Choice == "":
		if o.Votes[i].By == in.By && o.Votes[i].answers() {
			o.Votes[i] = DateVote{}
			t.say(in.In, "meeting.vote_back", t.whoArgs(i, in.By))
		}
	case in.Choice == noDate:
		t.chooseDate(i, DateVote{By: in.By, None: true}, in.Dice)
	case err != nil || !o.has(at) && at.After(t.now): // one that has passed is said to be over
		t.say(in.In, "interview.no_such_choice")
	default:
		t.chooseDate(i, DateVote{By: in.By, Start: at}, in.Dice)
	}
}

// sayOldOffer answers a tap on dates that lie before nobody any more.
func (t *turn) sayOldOffer() {
	if m := t.c.Meetings; m.ahead(t.now) {
		t.say(Shared(t.c.Code), "meeting.already", t.c.whenArgs(m.Next.Start))
		return
	}
	t.say(Shared(t.c.Code), "meeting.old_question")
}

// answerMeeting is a yes or no that was typed, for those who cannot tap.
func (t *turn) answerMeeting(i int, in Said, yes bool) {
	o := t.c.Meetings.Offer
	switch {
	case !o.open() && !t.c.Meetings.Rhythm.Offer.IsZero():
		t.answerRhythm(i, in.By, yes)
	case !o.open():
		t.sayOldOffer()
	case !yes:
		t.chooseDate(i, DateVote{By: in.By, None: true}, in.Dice)
	case len(o.Dates) > 1:
		t.say(in.In, "meeting.which_number", message.Args{"Dates": message.List(t.c.dateLines())})
	default:
		t.chooseDate(i, DateVote{By: in.By, Start: o.Dates[0]}, in.Dice)
	}
}

// chooseNumber is a date by its number: `!meeting 2`.
func (t *turn) chooseNumber(i int, in Said, number string) {
	o := t.c.Meetings.Offer
	n, _ := strconv.Atoi(command.Only(number))
	switch {
	case !o.open():
		t.sayOldOffer()
	case n < 1 || n > len(o.Dates):
		t.say(in.In, "meeting.which_number", message.Args{"Dates": message.List(t.c.dateLines())})
	default:
		t.chooseDate(i, DateVote{By: in.By, Start: o.Dates[n-1]}, in.Dice)
	}
}

// chooseDate takes one service's answer, and confirms where both have given the same.
func (t *turn) chooseDate(i int, v DateVote, dice Dice) {
	room, o := Shared(t.c.Code), &t.c.Meetings.Offer
	was, other := o.Votes[i], o.Votes[1-i]
	who := t.whoArgs(i, v.By)
	switch {
	case !t.c.offerEnds().After(t.now):
		t.offerDue()
		return
	case !v.None && !v.Start.After(t.now):
		t.say(room, "meeting.over", t.c.whenArgs(v.Start))
		return
	case was.None == v.None && was.Start.Equal(v.Start): // said twice, or by a colleague as well
		t.say(room, "meeting.open", message.Args{"Dates": message.List(t.c.dateLines())})
		return
	}
	o.Votes[i] = v
	t.enter(v.By, i, "journal.meeting_answered")
	switch {
	case v.None:
		t.tell(room, t.c.Sides[1-i].managers(), "ring.case", message.New("meeting.none_suits", who))
	case other.Start.Equal(v.Start) && !other.None:
		t.confirm(i, v, dice)
	case other.None:
		t.say(room, "meeting.yes_after_none", who, t.c.whenArgs(v.Start))
	case other.answers():
		t.tell(room, t.c.Sides[1-i].managers(), "ring.case", message.New("meeting.differ", message.Args{"Dates": message.List(t.c.dateLines())}))
	default:
		t.say(room, "meeting.yes", who, t.c.whenArgs(v.Start))
	}
}

// dateLines are the dates that lie open, and who said yes to which.
func (c Case) dateLines() []message.Message {
	var lines []message.Message
	o := c.Meetings.Offer
	for n, at := range o.Dates {
		args := message.Args{"Number": message.Number(n + 1), "Yes": message.Text("")}
		var names []string
		for i, v := range o.Votes {
			if !v.None && v.Start.Equal(at) {
				names = append(names, c.Sides[i].Service.Name)
			}
		}
		if len(names) > 0 {
			args["Yes"] = message.Text(strings.Join(names, ", "))
		}
		lines = append(lines, message.New("meeting.line", args, c.whenArgs(at)))
	}
	for i, v := range o.Votes {
		if v.None {
			lines = append(lines, message.New("meeting.line_none", message.Args{"Service": message.Text(c.Sides[i].Service.Name)}))
		}
	}
	return lines
}

// offerWakes are when those who have not answered are asked again, and when the last of
// the dates has passed.
func (c Case) offerWakes() []time.Time {
	o := c.Meetings.Offer
	switch {
	case !o.open():
		return nil
	case o.Recalled:
		return []time.Time{c.offerEnds()}
	}
	return []time.Time{c.offerEnds(), c.recallOffer()}
}

// offerEnds is when there is nothing left to choose: the last of the dates has passed, or
// the hour has come of the meeting that was to be moved.
func (c Case) offerEnds() time.Time {
	m := c.Meetings
	if m.moves() && m.Next.Start.Before(m.Offer.last()) {
		return m.Next.Start
	}
	return m.Offer.last()
}

func (c Case) recallOffer() time.Time {
	return c.Sides[0].Service.awake(c.Meetings.Offer.Since.Add(recallOfferAfter)).UTC()
}

// offerDue asks again, or says that no date was agreed on in time.
func (t *turn) offerDue() {
	room, o := Shared(t.c.Code), &t.c.Meetings.Offer
	switch {
	case !o.open():
	case t.c.offerEnds().After(t.now):
		t.recallDates()
	case t.c.Meetings.moves():
		*o = Offer{}
		t.say(room, "meeting.move_over", t.c.whenArgs(t.c.Meetings.Next.Start))
	default:
		*o = Offer{}
		t.tell(room, t.c.managers(), "ring.case", message.New("meeting.not_agreed"), message.New("meeting.how_next"))
	}
}

// recallDates asks those once more who have not answered.
func (t *turn) recallDates() {
	o := &t.c.Meetings.Offer
	if o.Recalled || t.c.recallOffer().After(t.now) {
		return
	}
	o.Recalled = true
	var asked []Person
	for i, v := range o.Votes {
		if !v.answers() || o.turnedDown() || o.Votes[1-i].answers() { // where both have answered, they differ
			asked = append(asked, t.c.Sides[i].managers()...)
		}
	}
	t.tell(Shared(t.c.Code), asked, "ring.case", message.New("meeting.waits", message.Args{"Dates": message.List(t.c.dateLines())}))
}
