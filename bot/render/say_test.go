package render

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"asapbot/flows"
	"asapbot/flows/message"
	"asapbot/locales"
)

var two = map[string]string{
	"en": `
case.open: "Case **{{.Code}}** is open."
case.due: {one: "{{.Count}} day is left.", other: "{{.Count}} days are left."}
case.note: "{{.Who}} wrote{{if .Note}}: {{.Note}}{{else}} nothing{{end}}."
case.items: "Answered differently:\n{{.Items}}"
case.item: "{{.Question}}: {{.Answer}}"
case.answer: "*currently*"
case.same: "K"
case.around: "A\n{{.Items}}\nand {{.Inner}}\nend"
`,
	"it": `
case.open: "Il caso **{{.Code}}** è aperto."
case.due: {one: "Manca {{.Count}} giorno.", other: "Mancano {{.Count}} giorni."}
case.note: "{{.Who}} ha scritto{{if .Note}}: {{.Note}}{{else}} niente{{end}}."
case.items: "Risposte diverse:\n{{.Items}}"
case.item: "{{.Question}}: {{.Answer}}"
case.answer: "*attualmente*"
case.same: "K"
`,
}

var (
	both      = Room{Languages: []string{"it", "en"}, Zone: rome}
	inEnglish = Room{Languages: []string{"en"}, Zone: rome}
)

func say(t *testing.T, room Room, m ...message.Message) Out {
	t.Helper()
	out, err := renderer(t, two).Say(room, flows.Say{Text: m})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSayInTwoLanguages(t *testing.T) {
	out := say(t, both,
		message.New("case.open", message.Args{"Code": message.Text("K-4821")}),
		message.Message{},
		message.New("case.due", message.Args{"Count": message.Number(1)}))
	want := "Il caso **K-4821** è aperto.\n\nManca 1 giorno.\n\n· · ·\n\n" +
		"Case **K-4821** is open.\n\n1 day is left."
	if out.Markdown != want {
		t.Errorf("got %q, want %q", out.Markdown, want)
	}
	if same := say(t, both, message.New("case.same")); same.Markdown != "K" {
		t.Errorf("what is the same in both languages is said once, got %q", same.Markdown)
	}
}

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 days are left.", 1: "1 day is left.", 2: "2 days are left."} {
		out := say(t, inEnglish, message.New("case.due", message.Args{"Count": message.Number(n)}))
		if out.Markdown != want {
			t.Errorf("%d: got %q, want %q", n, out.Markdown, want)
		}
	}
}

func TestMentions(t *testing.T) {
	r := renderer(t, two)
	out, err := r.Say(both, flows.Say{
		Notify:  true,
		Mention: []flows.Person{"@bo:example.org"},
		Text: []message.Message{message.New("case.note", message.Args{
			"Who": message.Person("@anna:example.org"), "Note": message.Text(""),
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `[Anna \[R\_o\_ssi\]](https://matrix.to/#/@anna:example.org) wrote nothing.`
	if !out.Notify || !strings.HasSuffix(out.Markdown, want) {
		t.Errorf("got %+v, want the end %q", out, want)
	}
	if !slices.Equal(out.Mentions, []string{"@bo:example.org", "@anna:example.org"}) {
		t.Errorf("mentions %q", out.Mentions)
	}
}

func TestList(t *testing.T) {
	item := message.New("case.item", message.Args{
		"Question": message.Of(message.Label{Question: "neck"}),
		"Answer":   message.Nested(message.New("case.answer")),
	})
	note := message.New("case.note", message.Args{
		"Who": message.Text("# She"), "Note": message.Text("- one\r\n\r\n\r\n2. two"),
	})
	out := say(t, inEnglish, message.New("case.items", message.Args{
		"Items": message.List([]message.Message{item, {}, note}),
	}))
	want := strings.Join([]string{
		`Answered differently:`,
		`- Pressure on the \*neck\*: *currently*`,
		`- \# She wrote: \- one\`,
		`  \`,
		`  2\. two.`,
	}, "\n")
	if out.Markdown != want {
		t.Errorf("got\n%s\nwant\n%s", out.Markdown, want)
	}
	if none := say(t, inEnglish, message.New("case.items", message.Args{"Items": message.List(nil)})); none.Markdown != "Answered differently:" {
		t.Errorf("no items: %q", none.Markdown)
	}
}

func TestTextAfterLists(t *testing.T) {
	items := message.Args{"Items": message.List([]message.Message{
		message.New("case.same"),
		message.New("case.items", message.Args{"Items": message.List([]message.Message{message.New("case.same")})}),
		message.New("case.same"),
	})}
	inner := message.Args{"Inner": message.Nested(message.New("case.items", items))}
	out := say(t, inEnglish, message.New("case.around", items, inner), message.New("case.same"))
	list := "- K\n- Answered differently:\n  - K\n- K\n\n"
	want := "A\n" + list + "and Answered differently:\n" + list + "end\n\nK"
	if out.Markdown != want {
		t.Errorf("got\n%s\nwant\n%s", out.Markdown, want)
	}
}

func TestRoomWithoutLanguage(t *testing.T) {
	r := renderer(t, two)
	if _, err := r.Say(Room{}, flows.Say{}); err == nil {
		t.Error("said in no language")
	}
	if _, err := r.Ask(Room{}, flows.Ask{}); err == nil {
		t.Error("asked in no language")
	}
}

// An error names the message, and nothing that somebody said.
func TestErrorsNameTheMessageOnly(t *testing.T) {
	secret := message.Text("secret")
	label := message.Of(message.Label{Question: "secret"})
	for name, c := range map[string]struct {
		m    message.Message
		want error
	}{
		"missing message":  {message.New("case.none", message.Args{"Code": secret}), locales.ErrMissing},
		"missing argument": {message.New("case.open", message.Args{"Cod": secret}), locales.ErrArguments},
		"nested":           {message.New("case.open", message.Args{"Code": message.Nested(message.New("case.none"))}), locales.ErrMissing},
		"label":            {message.New("case.open", message.Args{"Code": label}), nil},
	} {
		_, err := renderer(t, two).Say(both, flows.Say{Text: []message.Message{c.m}})
		if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), `"case.`) {
			t.Errorf("%s: %v", name, err)
		}
		if c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v is not %v", name, err, c.want)
		}
	}
}
