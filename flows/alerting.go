package flows

import (
	"slices"
	"strconv"
	"time"

	"asapbot/flows/alert"
	"asapbot/flows/message"
)

// AlertTimer comes due when something is to be done about an open alert. It is the only
// timer that is to come due after so long, whatever the clock then says.
const AlertTimer = "alert"

// raise tells both services of a critical event, at once and before anything is asked
// (DOMAIN section 8). The same within the hour belongs to the alert that there is.
func (t *turn) raise(i int, kind alert.Kind, in Place, r Report) {
	r.Side, r.At = i, t.now
	if at, ok := t.belongs(kind, i); ok {
		t.happened(at, in, r)
		return
	}
	if t.c.closed() { // a closed case is taken up again
		t.resume(r.By, i, message.New("close.for_alert"))
	}
	t.c.AlertsMade++
	e := CriticalEvent{Reports: []Report{r}, In: in, Before: t.c.Review}
	var replies []alert.Reply
	e.Alert, replies = alert.Raise(t.c.AlertsMade, kind, string(r.By), i, t.house(kind), t.now)
	t.c.Alerts = append(slices.Clone(t.c.Alerts), e)
	at := len(t.c.Alerts) - 1
	t.enter(r.By, i, "journal.alert_raised", e.args())
	t.recordAlert(at, "record.alert_raised", r, e.Alert.Number)
	t.postAlert(at, i)
	t.putStatus(at)
	t.carryOut(at, replies)
	t.sayStatus(at)
	t.reviewBy(t.now.Add(t.c.Settings.Reviews.Event), "review.alert")
	t.offerChecklists()
}

func (t *turn) house(k alert.Kind) alertHouse { return alertHouse{t.c, k, t.now} }

// belongs finds the open alert to which an event of a kind belongs. Where kinds do not
// cross, the other side's is none of them: that it fits would tell which it is.
func (t *turn) belongs(k alert.Kind, i int) (int, bool) {
	full, of := t.c.openEvents() >= openAlerts, -1
	for at, e := range t.c.Alerts {
		switch {
		case e.Alert.From != i && !t.c.agreed():
		case e.Alert.Takes(k, t.now):
			return at, true
		case full && e.Alert.Open() && (of < 0 || e.Alert.Kind == k || t.c.Alerts[of].Alert.Kind != k):
			of = at
		}
	}
	return of, of >= 0
}

// happened adds a report to an alert. Whoever has taken it hears of it at once.
func (t *turn) happened(at int, in Place, r Report) {
	t.editEvent(at, func(e *CriticalEvent) { e.Reports = keepReports(e.Reports, r) })
	t.stepAlert(at, alert.Happened{By: string(r.By)})
	t.stepAlert(at, alert.Responded{Side: r.Side, By: string(r.By), How: alert.OnIt})
	e := t.c.Alerts[at]
	t.enter(r.By, r.Side, "journal.alert_again", e.args())
	t.recordAlert(at, "record.alert_again", r, 0)
	t.say(in, "alert.grouped", e.args())
	t.sayAgain(at, in, r)
}

// keepReports keeps the first report and the latest.
func keepReports(all []Report, r Report) []Report {
	all = append(slices.Clone(all), r)
	if len(all) > keptReports {
		all = append(all[:1:1], all[len(all)-keptReports+1:]...)
	}
	return all
}

// editEvent changes one alert, and no other value of it.
func (t *turn) editEvent(at int, how func(*CriticalEvent)) {
	t.c.Alerts = slices.Clone(t.c.Alerts)
	how(&t.c.Alerts[at])
}

// stepAlert hands an input to an alert and does what follows.
func (t *turn) stepAlert(at int, in alert.Input) {
	e := t.c.Alerts[at]
	next, replies := e.Alert.Step(in, t.house(e.Alert.Kind), t.now)
	t.editEvent(at, func(e *CriticalEvent) { e.Alert = next })
	t.carryOut(at, replies)
}

func (t *turn) carryOut(at int, replies []alert.Reply) {
	for _, r := range replies {
		switch r := r.(type) {
		case alert.Tell:
			t.call(at, r)
		case alert.Taken:
			t.sayTaken(at, r.Side)
		case alert.Lost:
			t.sayLost(at, r.Side)
		case alert.Silent:
			t.sayNobody(at, r)
		case alert.Remind:
			t.remindAlert(at)
		}
	}
}

// alertsDue lets time pass for every alert.
func (t *turn) alertsDue() {
	for at := range t.c.Alerts {
		t.stepAlert(at, alert.Due{})
	}
}

// clockSetBack lets no alert wait for a clock that was set back.
func (t *turn) clockSetBack(in ClockSetBack) {
	for at := range t.c.Alerts {
		t.stepAlert(at, alert.SetBack{By: in.By})
	}
}

// alertClock runs until something is to be done about one of the alerts. It is set
// again after each firing.
func (t *turn) alertClock(before Case, in Input) {
	was := before.nextAlert()
	if fired, ok := in.(TimerFired); ok && fired.Name == AlertTimer {
		was = time.Time{}
	}
	t.do(reset(AlertTimer, was, t.c.nextAlert())...)
}

// args name an alert in most messages: never by its kind, which not everybody may read.
func (e CriticalEvent) args() message.Args {
	args := message.Args{
		"Number": message.Number(e.Alert.Number), "Repeated": message.Text(""),
	}
	if e.Alert.Count > 1 {
		args["Repeated"] = message.Nested(message.New("alert.times", message.Args{"Times": message.Number(e.Alert.Count)}))
	}
	return args
}

func kindMessageOf(k alert.Kind) message.Message {
	return message.New(message.ID("alert.kind_" + string(k)))
}

// alertPoll begins the keys of an alert's questions: alert/<number>/<what>/<unique>.
const alertPoll = "alert"

func (t *turn) alertKey(number int, what string) Key {
	return Key(alertPoll + "/" + strconv.Itoa(number) + "/" + what + "/" + string(t.key()))
}
