package flows_test

import (
	"slices"
	"strings"

	"asapbot/bot/render"
	"asapbot/flows"
	"asapbot/flows/instrument"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

func (h *house) checkSay(of flows.CaseCode, e flows.Say) {
	h.t.Helper()
	if e.Replace != "" {
		h.stood(of, e.To, e.Replace)
	}
	if e.Stays {
		if h.stays[of] == nil {
			h.stays[of] = map[flows.Key]flows.Place{}
		}
		h.stays[of][e.Key] = e.To
	}
	for _, m := range e.Text {
		h.counts(m)
	}
	// An alert ends by a person only, also where the case is closed, and the last
	// questionnaires come months after.
	lasts := slices.ContainsFunc(e.Text, func(m message.Message) bool {
		return strings.HasPrefix(string(m.ID), "alert.") || strings.HasPrefix(string(m.ID), "desk.alert") || m.ID == "impact.due"
	})
	if e.Notify && h.cases[of].State == flows.Closed && !lasts && !strings.HasPrefix(string(e.Text[0].ID), "unreadable.") {
		h.fail("%s is closed, and rings: %s", of, code(h.t, e))
	}
	for _, languages := range [][]string{{"en"}, {"it"}, {"en", "it"}} {
		out, err := h.render.Say(render.Room{Languages: languages, Zone: h.zone}, e)
		if err != nil {
			h.fail("%s: %v", code(h.t, e), err)
		}
		if strings.TrimSpace(out.Markdown) == "" {
			h.fail("nothing is said: %s", code(h.t, e))
		}
		if e.Notify {
			h.lockScreen(e.Text[0], out.Markdown)
		}
	}
}

// checkAttach: a file rings always, its name says nothing of the case, and a picture
// is of the case in whose room it stands.
func (h *house) checkAttach(e flows.Attach) {
	h.t.Helper()
	for _, languages := range [][]string{{"en"}, {"it"}, {"en", "it"}} {
		out, err := h.render.Attach(render.Room{Languages: languages, Zone: h.zone}, e)
		if err != nil {
			h.fail("%s: %v", code(h.t, e), err)
		}
		h.lockScreen(e.Text[0], out.Markdown)
		if out.File.Title == "" || e.Name.ID != nameOf(e) {
			h.fail("a file that says what it is, in its name or not at all: %s", code(h.t, e))
		}
		if e.Name.ID == "picture.file" && e.Picture.Case != string(e.To.Case) {
			h.fail("a picture of no case: %s", code(h.t, e))
		}
	}
}

// nameOf is what a file may be called: what kind of file it is, and nothing else.
func nameOf(e flows.Attach) message.ID {
	switch {
	case e.Calendar != nil:
		return "calendar.file"
	case e.Paper != nil:
		return "paper.file"
	}
	return "picture.file"
}

// counts renders a message that counts something with every form of its plural.
func (h *house) counts(m message.Message) {
	h.t.Helper()
	for _, arg := range m.Args {
		for _, inner := range arg.List {
			h.counts(inner)
		}
	}
	if m.Args["Count"].Number == nil {
		return
	}
	for _, n := range []int{0, 1, 2, 7, 34} {
		m := message.New(m.ID, m.Args, message.Args{"Count": message.Number(n)})
		for _, lang := range []string{"en", "it"} {
			if _, err := h.render.Message(lang, h.zone, m); err != nil {
				h.fail("%d: %v", n, err)
			}
		}
	}
}

func (h *house) rendersAsk(e flows.Ask) {
	h.t.Helper()
	for _, languages := range [][]string{{"en"}, {"it"}, {"en", "it"}} {
		out, err := h.render.Ask(render.Room{Languages: languages, Zone: h.zone}, e)
		if err != nil {
			h.fail("%s: %v", code(h.t, e), err)
		}
		if len(e.Choices) == 0 {
			continue
		}
		seen := map[string]bool{}
		for i, c := range out.Poll.Choices {
			if c.ID != e.Choices[i].ID || c.Label == "" || seen[c.Label] {
				h.fail("choice %q of %s reads %q", c.ID, e.Key, c.Label)
			}
			seen[c.Label] = true
		}
		if out.Poll.Question == "" || len(e.Choices) > 20 {
			h.fail("no question that can be sent: %s", e.Key) // MSC3381: at most 20 answers
		}
	}
}

// onLockScreens are the messages with which a text that rings may begin, and what
// their first line may contain. A new one is added here only by somebody who has
// read that line in every language with a stranger looking over their shoulder.
var onLockScreens = map[message.ID][]string{
	"ring.case":               {"Code"},
	"ring.joint":              {"Code"},
	"ring.review":             {"Code"},
	"ring.alone":              {"Code"},
	"ring.desk":               {"Code"},
	"ring.alert":              {"Code"},
	"ring.alert_news":         {"Code"},
	"ring.checklist":          {"Code"},
	"ring.picture":            {"Code"},
	"ring.paper":              {"Code"},
	"ring.calendar":           {"Code"},
	"ring.meeting":            {"Code"},
	"unreadable.no_key":       {"Person"},
	"unreadable.unverified":   {"Person", "Device"},
	"unreadable.unencrypted":  {"Person"},
	"unreadable.not_text":     {"Person"},
	"unreadable.too_long":     {"Person", "Max"},
	"unreadable.not_legible":  {"Person"},
	"unreadable.withheld":     {"Person", "Device"},
	"unreadable.misplaced":    {"Person"},
	"unreadable.reset":        {"Person"},
	"ring.at_desk":            {},
	"unreadable.one_withheld": {"Person", "Device"},
	"ring.week":               {},
}

// lockScreen looks at the first line of what rings: it is of a known message, and
// has neither a level, nor an item, nor anybody's words.
func (h *house) lockScreen(begins message.Message, markdown string) {
	h.t.Helper()
	may, known := onLockScreens[begins.ID]
	if !known {
		h.fail("%s rings, and nobody has said that a bystander may read it", begins.ID)
	}
	first, _, _ := strings.Cut(markdown, "\n")
	if first == "" {
		h.fail("%s rings with an empty line", begins.ID)
	}
	for name, arg := range begins.Args {
		if slices.Contains(may, name) {
			continue
		}
		// What only later lines use must not be in the first one.
		if words := h.words(arg); words != "" && strings.Contains(first, words) {
			h.fail("%s shows %s to a bystander: %q", begins.ID, name, first)
		}
	}
	for _, word := range unfit() {
		if strings.Contains(strings.ToLower(first), word) {
			h.fail("%s shows %q to a bystander: %q", begins.ID, word, first)
		}
	}
}

// words are an argument as it is shown.
func (h *house) words(a message.Arg) string {
	text, err := h.render.Message("en", h.zone, message.New("plain", message.Args{"Text": a}))
	if err != nil {
		h.fail("an argument: %v", err)
	}
	return text
}

// unfit is what no lock screen may show: the levels, and the questions.
var unfit = func() func() []string {
	var words []string
	return func() []string {
		if words != nil {
			return words
		}
		r := render.New(nil, render.Instruments)
		for _, lang := range []string{"en", "it"} {
			for _, l := range []risk.Level{risk.Low, risk.Medium, risk.High, risk.Extreme, risk.NotEnough, risk.None} {
				text, _ := r.Message(lang, nil, message.New(message.ID("level."+string(l))))
				words = append(words, strings.ToLower(text))
			}
			for _, d := range instrument.Library() {
				for _, q := range d.Questions() {
					words = append(words, strings.ToLower(q.Label.In(lang)), strings.ToLower(q.Short.In(lang)))
				}
			}
		}
		words = slices.DeleteFunc(words, func(s string) bool { return s == "" })
		return words
	}
}()
