package render

import (
	"reflect"
	"testing"

	"asapbot/flows"
	"asapbot/flows/message"
)

func TestAsk(t *testing.T) {
	r := renderer(t, map[string]string{
		"en": `
ask.question: "**{{.Number}}** of {{.Of}}, ` + "`{{.Code}}`" + `\n\n{{.Label}} &amp; \\*more\\*?\n\n- one\n- {{.Words}}\n\n3. three\\\nfour"
ask.yes: "*yes*"
ask.both: "ok"
`,
		"it": `
ask.question: "**{{.Number}}** di {{.Of}}, {{.Code}}: {{.Label}} {{.Words}}?"
ask.yes: "sì"
ask.both: "ok"
`,
	})
	out, err := r.Ask(Room{Languages: []string{"en", "it"}}, flows.Ask{
		Text: message.New("ask.question", message.Args{
			"Number": message.Number(3), "Of": message.Number(34),
			"Label": message.Of(message.Label{Question: "neck"}),
			"Code":  message.Text("a_`b`"),
			"Words": message.Text("*as\nthey* are"),
		}),
		Choices: []flows.Choice{
			{ID: "yes", Label: message.New("ask.yes")},
			{ID: "both", Label: message.New("ask.both")},
		},
		Mention: []flows.Person{"@bo:example.org"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Out{
		Mentions: []string{"@bo:example.org"},
		Poll: &Poll{
			Question: "3 of 34, a_`b`\nPressure on the *neck* & *more*?\n- one\n- *as\nthey* are\n3. three\nfour\n" +
				"3 di 34, a_`b`: Pressione sul *collo* *as\nthey* are?",
			Choices: []Choice{{ID: "yes", Label: "yes / sì"}, {ID: "both", Label: "ok"}},
		},
	}
	if !reflect.DeepEqual(out, want) {
		t.Errorf("got  %+v %q\nwant %+v %q", out, out.Poll, want, want.Poll)
	}
}
