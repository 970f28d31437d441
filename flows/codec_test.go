package flows

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"asapbot/flows/hours"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/meeting"
	"asapbot/flows/message"
	"asapbot/flows/picture"
	"asapbot/flows/recidivism"
	"asapbot/flows/risk"
)

var (
	when    = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	support = Service{
		ID: "support", Name: "Example Support", Kind: Support, Language: "en", Zone: "Europe/Rome",
		Coordinators: []Person{"@coordinator-s:example.org"}, Emergency: "112", Hours: hours.Working,
	}
	duty = Duty{
		Staff:  []Member{{Person: "@deputy-s:example.org", Role: Deputy, For: "@manager-s:example.org"}},
		OnCall: []Shift{{Span: hours.Working[0], Person: "@deputy-s:example.org"}}, Direct: []Person{"@manager-s:example.org"}, Reset: []Person{"@deputy-s:example.org"},
		Personal: map[Person]Personal{"@manager-s:example.org": {
			Language: "it", Zone: "Europe/Athens", Quiet: hours.Working, Away: Absence{From: when, Back: when.Add(time.Hour)},
		}},
	}
	party = Party{Service: support, Manager: "@manager-s:example.org", Others: []Person{"@deputy-s:example.org"}, Duty: duty, Contacts: []Person{"@eva-s:example.org"}}
	own   = Private("K-4821", "support")
)

var query = Query{
	What: ForHistory, Of: "support", Kind: RecordChecklist, By: "@manager-s:example.org", Question: 5, Found: []Record{{Number: 2}}, Source: "support", Then: ForPack, Lines: []message.Message{message.New("plain")}, Last: 7,
}

// inputs has one of each, with every field set.
var inputs = []Input{
	Said{
		By: "@manager-s:example.org", In: own, Ref: "$1", Edits: "$0", Text: "n \"è\" \u2028",
		Mentions: []Person{"@anna:example.org"}, Dice: "00ff",
	},
	Tapped{By: "@manager-s:example.org", In: own, Ref: "$1", Poll: "basis/c4", Choice: "consent", Dice: "00ff"},
	TookBack{By: "@manager-s:example.org", In: own, Ref: "$1"},
	Joined{By: "@manager-s:example.org", In: own},
	Left{By: "@manager-s:example.org", In: Shared("K-4821")},
	Unreadable{By: "@manager-s:example.org", In: Desk("support"), Ref: "$1", Why: Unverified, Device: "PHONE"},
	Invited{By: "@manager-s:example.org", Room: "!room:example.org"},
	Verifying{By: "@manager-s:example.org", In: Desk("support"), Device: "PHONE", Emojis: []string{"🐶", "☎️"}},
	IdentityReset{By: "@manager-s:example.org", Identity: "key"},
	Accepted{Person: "@manager-s:example.org", Identity: "key", By: "@coordinator-s:example.org", Refused: true},
	TimerFired{Name: "divergence"},
	Delivered{Key: "interview/support/1/1/injury", In: own},
	Undelivered{Key: "c1", In: own, Person: "@manager-s:example.org"},
	Configured{Services: []Service{support}, Settings: DefaultSettings, Ways: []string{Mail, "ntfy"}},
	Paired{Code: "K-4821", Sides: [2]Party{party, party}, Settings: DefaultSettings, Agencies: []Service{support}, Emergency: &Emergency{By: "@manager-s:example.org", Service: "support", Reason: "he was released"}},
	Staffed{Party: party, By: "@coordinator-s:example.org"},
	Called{Code: "K-4821", Agency: "police", Gone: true},
	Reported{Code: "K-4821", State: Awaiting, Due: when, Review: when, Impact: [2]int{1, 2}, Level: risk.High, Alerts: 1,
		Meeting: when, Actions: [2]OpenActions{{Count: 1, First: when}}},
	DutyChanged{Service: "support", Duty: duty},
	AlertAnswered{Service: "support", At: when, After: time.Minute},
	NoticeSent{Key: "c1", Person: "@manager-s:example.org", Way: Mail},
	NoticeFailed{Key: "c1", Person: "@manager-s:example.org", Tried: []string{Mail}},
	Read{By: "@manager-s:example.org"},
	ClockSetBack{By: time.Hour},
	Recalled{Records: []Record{{Number: 1, Kind: RecordAgreement, At: when, Line: message.New("plain")}}, For: query},
}

// effects has one of each, with every field set, and every kind of argument.
var effects = []Effect{
	Say{
		Key: "c1", To: own, Notify: true, Urgent: true, Stays: true, Replace: "c0", Until: when,
		Mention: []Person{"@manager-s:example.org"},
		Text: []message.Message{message.New("plain", message.Args{
			"Text": message.Text(""), "Number": message.Number(0), "Day": message.Day(when), "Time": message.Time(when),
			"Person": message.Person("@anna:example.org"), "Message": message.Nested(message.New("plain")),
			"List":  message.List([]message.Message{message.New("plain")}),
			"Label": message.Of(message.Label{Instrument: "checklist", Version: "1", Question: "injury", Short: true}),
		})},
	},
	Ask{
		Key: "c1", To: own, Urgent: true, Until: when, Text: message.New("plain"), Mention: []Person{"@manager-s:example.org"},
		Choices: []Choice{{ID: "no", Label: message.New("plain")}},
	},
	Attach{
		Key: "c2", To: own, Text: []message.Message{message.New("ring.picture")}, Name: message.New("picture.file"),
		Picture: picture.Picture{
			Case: "K-4821",
			Change: &picture.Change{Domains: []picture.Domain{{
				Name: message.New("plain"), His: []picture.Share{{Point: 0, Percent: 60}, {Point: 3}}, Hers: []picture.Share{{Point: 4, Percent: 50}},
			}}},
			Timeline: &picture.Timeline{
				From: when, Until: when, Programme: "Example Programme", Support: "Example Support",
				Adult:    picture.Views{Programme: []picture.Step{{At: when, Level: risk.Low}}, Joint: []picture.Step{{At: when}}},
				Children: &picture.Views{Support: []picture.Step{{At: when, Level: risk.High}}},
				Events:   []time.Time{when}, Meetings: []time.Time{when},
			},
		},
		Calendar: &meeting.Calendar{
			Meeting: meeting.Meeting{Number: 1, UID: "1", Start: when, How: meeting.Phone, Where: "a link", Sequence: 1}, Stamp: when, Cancelled: true,
		},
		Paper: &Paper{
			Title: message.New("plain"), At: when, Parts: []Part{{Heading: message.New("plain"), Text: []message.Message{message.New("plain")}}},
		},
	},
	Pin{In: own, Message: "c1"},
	OpenRoom{Place: own, Languages: []string{"en", "it"}, Zone: "Europe/Rome"},
	Speak{In: own, Languages: []string{"it"}, Zone: "Europe/Sofia"},
	Notify{Key: "c1", Person: "@manager-s:example.org", Way: Mail, Urgent: true},
	Invite{To: own, Person: "@manager-s:example.org"},
	Remove{From: own, Person: "@manager-s:example.org"},
	Decline{Room: "!room:example.org"},
	Accept{Person: "@manager-s:example.org", Identity: "key", By: "@coordinator-s:example.org"},
	Ignore{Person: "@stranger:example.org", In: own},
	SetTimer{Name: "divergence", At: when},
	CancelTimer{Name: "divergence"},
	TellNetwork{Input: Reported{Code: "K-4821", State: Opened}},
	TellCase{Case: "K-4821", Input: Staffed{Party: party}},
	Keep{ID: "support/1", Record: Record{First: 1, Shared: true,
		Episode: &recidivism.Episode{From: when, To: when, Kinds: []string{"physical"}, By: recidivism.Her, Number: 1, Service: "support"},
		Raised:  1, Slip: 2, Held: when, Element: &Element{Subject: OfHer, Source: "support", Text: "a car", Number: 1}, Views: [2]risk.Levels{{Adult: risk.Low}, {Children: risk.High}}, Form: &interview.Interview{
			Instrument: "episode", Version: "1", State: interview.Signed, Answers: map[string]interview.Answer{"kind": {Value: "physical"}},
		}, Scores: []instrument.Result{{Scale: "physical", Points: 1}}, Number: 1, Kind: RecordChecklist, By: "@manager-s:example.org", At: when, Reason: "a slip", Line: message.New("plain"), Whole: []message.Message{message.New("plain")}, Levels: risk.Levels{Adult: risk.High, Children: risk.None}, Assessment: &risk.Assessment{
			Service: "support", By: "@manager-s:example.org", At: when, Version: 1, Instrument: "checklist", Edition: "1",
			Answers: instrument.Answers{"injury": "no"}, Notes: map[string]string{"injury": "in June"},
			AdultScore: instrument.Result{Scale: instrument.Adult, Level: instrument.Low, Why: []string{"share_low"}},
			Adult:      risk.Judgement{Level: risk.High, Reason: "fear"},
		}}},
	Recall{IDs: []string{"support/1"}, For: query},
	Enter{By: "@manager-s:example.org", Side: "support", What: message.New("journal.opened")},
}

// What is stored between two stops is read as it was written, whatever it is.
func TestInputsAndEffectsAreStored(t *testing.T) {
	seen := map[string]bool{}
	for _, in := range inputs {
		seen[reflect.TypeOf(in).Name()] = true
		same(t, in, EncodeInput, DecodeInput)
	}
	for _, e := range effects {
		seen[reflect.TypeOf(e).Name()] = true
		same(t, e, EncodeEffect, DecodeEffect)
	}
	for _, types := range []map[string]reflect.Type{inputTypes, effectTypes} {
		for name := range types {
			if !seen[name] {
				t.Errorf("%s is not tried", name)
			}
		}
	}
}

func same[V any](t *testing.T, v V, encode func(V) ([]byte, error), decode func([]byte) (V, error)) {
	t.Helper()
	if zero := unset(reflect.ValueOf(v)); zero != "" {
		t.Errorf("%T: %s is not set", v, zero)
	}
	written, err := encode(v)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	read, err := decode(written)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	if !reflect.DeepEqual(v, read) {
		t.Errorf("%T:\n wrote %+v\n read  %+v", v, v, read)
	}
	if again, err := encode(read); err != nil || string(again) != string(written) {
		t.Errorf("%T is written differently the second time: %v", v, err)
	}
}

// unset names a field of a struct that has its zero value.
func unset(v reflect.Value) string {
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			return v.Type().Field(i).Name
		}
	}
	return ""
}

// Every type that is an input or an effect can be stored: a new one that is not in
// the codec would be lost.
func TestCodecKnowsEveryType(t *testing.T) {
	for name := range inputTypes {
		if _, ok := reflect.New(inputTypes[name]).Elem().Interface().(Input); !ok {
			t.Errorf("%s is no input", name)
		}
	}
	for name := range effectTypes {
		if _, ok := reflect.New(effectTypes[name]).Elem().Interface().(Effect); !ok {
			t.Errorf("%s is no effect", name)
		}
	}
}

func TestCodecRefuses(t *testing.T) {
	for _, stored := range []string{
		``, `null`, `{}`, `[]`, `"Said"`, `{"Say":{}}`, `{"Nothing":{}}`, `{"Said":{},"Left":{}}`, `{"Said":{"by":1}}`,
	} {
		if in, err := DecodeInput([]byte(stored)); err == nil {
			t.Errorf("%s is read as %+v", stored, in)
		}
	}
	if _, err := EncodeInput(nil); err == nil {
		t.Error("nothing is written")
	}
	for _, stored := range []string{`{"Said":{}}`, `{"TellCase":{"case":"K-1","input":{"Say":{}}}}`, `{"TellNetwork":{}}`} {
		e, err := DecodeEffect([]byte(stored))
		if err == nil {
			t.Errorf("%s is read as %+v", stored, e)
		} else if strings.Contains(err.Error(), "K-1") {
			t.Errorf("an error tells content: %v", err)
		}
	}
	if _, err := json.Marshal(TellNetwork{}); err == nil {
		t.Error("a message to the Network without an input is written")
	}
}
