package interview

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"asapbot/flows/instrument"
)

// builder writes random definitions: all types, groups with and without letter,
// relevance, constraints, required questions, notes.
type builder struct {
	*rapid.T
	strings.Builder
	asked []asked
}

type asked struct {
	name string
	kind instrument.Type
}

// types are drawn with those that steer others more often.
var types = append([]instrument.Type{instrument.TypeSelectOne, instrument.TypeSelectOne, instrument.TypeSelectMultiple, instrument.TypeInteger}, instrument.Types...)

// condition is an expression over what was asked before; about "." where it is a
// constraint's.
func (b *builder) condition(label string, more ...asked) string {
	of := append(slices.Clone(b.asked), more...)
	if len(of) == 0 {
		return "${time_point} = 'T0'"
	}
	parts := make([]string, rapid.IntRange(1, 2).Draw(b.T, label+" parts"))
	for i := range parts {
		parts[i] = b.comparison(rapid.SampledFrom(of).Draw(b.T, label+" about"))
	}
	joined := strings.Join(parts, rapid.SampledFrom([]string{" and ", " or "}).Draw(b.T, label+" joined"))
	if rapid.IntRange(0, 3).Draw(b.T, label+" not") == 0 {
		return "not(" + joined + ")"
	}
	return joined
}

func (b *builder) comparison(of asked) string {
	name := "${" + of.name + "}"
	if of.name == "." {
		name = "."
	}
	patterns := map[instrument.Type][]string{
		instrument.TypeSelectOne:      {"%s = 'yes'", "%s != 'no'", "selected(%s, 'yes')", "%s = ''"},
		instrument.TypeSelectMultiple: {"selected(%s, 'yes')", "count-selected(%s) > 1", "not(selected(%s, 'no'))"},
		instrument.TypeInteger:        {"%s > 2", "%s <= 5", "%s = ''", "%s * 2 + 1 > 4"},
		instrument.TypeDecimal:        {"%s > 2.5", "%s - 1 < 3"},
		instrument.TypeDate:           {"%s <= today()", "today() - %s > 30", "%s != ''"},
		instrument.TypeText:           {"%s = ''", "%s != 'a'"},
	}
	return fmt.Sprintf(rapid.SampledFrom(patterns[of.kind]).Draw(b.T, "comparison"), name)
}

func (b *builder) question(n int) {
	kind := rapid.SampledFrom(types).Draw(b.T, "type")
	name := fmt.Sprintf("q%d", n)
	fmt.Fprintf(b, "      - name: %s\n        type: %s\n        label: {en: About %s?}\n", name, kind, name)
	if kind == instrument.TypeSelectOne || kind == instrument.TypeSelectMultiple {
		fmt.Fprintf(b, "        list: %s\n", rapid.SampledFrom([]string{"short", "short", "long"}).Draw(b.T, "list"))
	}
	if rapid.IntRange(0, 2).Draw(b.T, "relevant") == 0 {
		fmt.Fprintf(b, "        relevant: %q\n", b.condition("relevant"))
	}
	if kind == instrument.TypeNote {
		return
	}
	fmt.Fprintf(b, "        required: %t\n", rapid.Bool().Draw(b.T, "required"))
	if rapid.IntRange(0, 4).Draw(b.T, "constraint") == 0 {
		fmt.Fprintf(b, "        constraint: %q\n", b.condition("constraint", asked{".", kind}))
		if rapid.Bool().Draw(b.T, "message") {
			fmt.Fprintf(b, "        constraint_message: {en: That cannot be.}\n")
		}
	}
	b.asked = append(b.asked, asked{name, kind})
}

// drawDefinition is a random definition. That it passes the check is part of what
// is tested.
func drawDefinition(r *rapid.T) *instrument.Definition {
	b := &builder{T: r}
	b.WriteString("id: random\nversion: \"1\"\nlanguages: [en]\ntitle: {en: Random}\nparameters: {time_point: [T0, T1]}\nchoices:\n  short:\n")
	for _, c := range []string{"yes", "no", "unsure"} {
		fmt.Fprintf(b, "    - {name: %q, label: {en: %s}, weight: 1}\n", c, strings.ToUpper(c))
	}
	b.WriteString("  long:\n")
	for _, c := range []string{"yes", "no"} {
		fmt.Fprintf(b, "    - {name: %q, label: {en: %s}}\n", c, strings.ToUpper(c))
	}
	for i := range 22 {
		fmt.Fprintf(b, "    - {name: c%d, label: {en: Choice %c}}\n", i, 'a'+i)
	}
	b.WriteString("groups:\n")
	n := 0
	for g := range rapid.IntRange(1, 4).Draw(r, "groups") {
		fmt.Fprintf(b, "  - name: g%d\n    title: {en: Group %d}\n", g, g)
		if rapid.Bool().Draw(r, "letter") {
			fmt.Fprintf(b, "    letter: %c\n", 'A'+g)
		}
		if rapid.IntRange(0, 3).Draw(r, "group relevant") == 0 {
			fmt.Fprintf(b, "    relevant: %q\n", b.condition("group"))
		}
		b.WriteString("    questions:\n")
		if g == 0 {
			b.WriteString("      - {name: begin, type: integer, label: {en: Begin?}}\n")
		}
		for range rapid.IntRange(1, 5).Draw(r, "questions") {
			n++
			b.question(n)
		}
	}
	d, err := instrument.Parse("random.yaml", []byte(b.String()))
	if err != nil {
		r.Fatalf("%v\n%s", err, b.String())
	}
	return d
}

// typedAnswer is what a person might write to a question: mostly an answer.
func typedAnswer(r *rapid.T, q instrument.Question) string {
	answers := map[instrument.Type][]string{
		instrument.TypeSelectOne:      {"1", "2", "yes", "no", "3"},
		instrument.TypeSelectMultiple: {"1 3", "1,2", "none", "2", "yes, no"},
		instrument.TypeInteger:        {"0", "3", "4", "7", "100"},
		instrument.TypeDecimal:        {"0,5", "2.6", "4"},
		instrument.TypeDate:           {"today", "1/2/2026", "2030-01-01"},
		instrument.TypeText:           {"a", "She is well.", "b"},
	}
	return rapid.SampledFrom(answers[q.Type]).Draw(r, "answer")
}

var now = time.Date(2026, 11, 24, 23, 30, 0, 0, time.FixedZone("there", 3600))

// player goes through an interview and checks after every step what must hold.
type player struct {
	*rapid.T
	def  *instrument.Definition
	iv   Interview
	refs int
}

func (p *player) take(in Input) []Reply {
	before, _ := json.Marshal(p.iv)
	next, replies := p.iv.Step(in, p.def, now.Add(time.Duration(p.refs)*time.Minute))
	if after, _ := json.Marshal(p.iv); string(before) != string(after) {
		p.Fatalf("a step changed its argument: %s to %s", before, after)
	}
	var back Interview
	data, err := json.Marshal(next)
	if err != nil {
		p.Fatal(err)
	}
	if err := json.Unmarshal(data, &back); err != nil {
		p.Fatal(err)
	}
	if again, _ := json.Marshal(back); string(again) != string(data) {
		p.Fatalf("stored %s, read %s", data, again)
	}
	p.iv = next
	for _, r := range replies {
		if len(r.Choices) > tappable || len(r.Text) == 0 || r.Step != "" && len(r.Text) != 1 {
			p.Fatalf("no such reply: %+v", r)
		}
	}
	p.check()
	return replies
}

func (p *player) check() {
	known := p.iv.known()
	given := p.def.Given(known)
	relevant := map[string]bool{}
	for _, q := range p.def.RelevantQuestions(known) {
		relevant[q.Name] = true
	}
	for _, q := range p.def.Questions() {
		if relevant[q.Name] != p.def.Relevant(q.Name, known) {
			p.Fatalf("%s: two opinions on whether it is relevant", q.Name)
		}
		if given[q.Name] != "" && !relevant[q.Name] {
			p.Fatalf("%s is not relevant and given as %q", q.Name, given[q.Name])
		}
		if relevant[q.Name] && known[q.Name] != given[q.Name] {
			p.Fatalf("%s is relevant and not given", q.Name)
		}
		if !q.Answerable() && known[q.Name] != "" {
			p.Fatalf("%s is a note and has an answer", q.Name)
		}
		if p.iv.State == Signed && relevant[q.Name] && q.Required && given[q.Name] == "" {
			p.Fatalf("signed without %s, which is required", q.Name)
		}
	}
	if p.iv.State != Asking || p.iv.At == Stopping {
		return
	}
	if q, isQuestion := p.def.Question(p.iv.At); isQuestion && (!relevant[q.Name] || !q.Answerable()) {
		p.Fatalf("%s is asked and not relevant", q.Name)
	}
}

// write writes a line.
func (p *player) write(line string) []Reply {
	p.refs++
	return p.take(Wrote{Ref: fmt.Sprintf("$%d", p.refs), Line: line, Languages: []string{"en"}})
}

// TestAnyQuestionnaire: over random definitions and random behaviour, an interview
// stays whole; and afterwards, whoever answers what is asked comes to its end and
// can sign.
func TestAnyQuestionnaire(t *testing.T) {
	ended := 0
	rapid.Check(t, func(r *rapid.T) {
		p := &player{T: r, def: drawDefinition(r)}
		parameters := map[string]string{"time_point": rapid.SampledFrom([]string{"T0", "T1"}).Draw(r, "time point")}
		p.iv, _ = Begin(Setting{Number: 1, By: "@a:b", Parameters: parameters}, p.def, now)
		p.check()
		for range rapid.IntRange(0, 25).Draw(r, "steps") {
			if p.iv.Open() { // the case hands a closed one no more
				p.anything()
			}
		}
		if p.iv.State != Asking {
			return
		}
		// The answer of these that its constraint takes; where there is none, the
		// questionnaire asks for the impossible, and nobody can end it.
		for range 120 {
			if p.iv.State != Asking {
				break
			}
			p.anAnswer()
		}
		if p.iv.State == Signed {
			ended++
		}
	})
	if ended == 0 {
		t.Error("no questionnaire came to its end: nothing was tested")
	}
}

func (p *player) anything() {
	number := rapid.IntRange(1, p.def.Numbered()).Draw(p.T, "number")
	numbered, _ := p.def.ByNumber(number)
	switch rapid.IntRange(0, 11).Draw(p.T, "what") {
	case 0:
		p.write(rapid.SampledFrom([]string{"back", "skip", "status", "help", "pause", "resume", "stop", "sign", "judgement", "block", "block A", "unknown", "go on", "no", "note x"}).Draw(p.T, "word"))
	case 1:
		p.write(fmt.Sprintf("correct %d", number))
	case 2:
		p.write(fmt.Sprintf("correct %d %s", number, typedAnswer(p.T, numbered)))
	case 3:
		p.write(fmt.Sprintf("1-%d no", number))
	case 4:
		p.write(fmt.Sprintf("%d yes %d no", number, rapid.IntRange(0, 20).Draw(p.T, "other")))
	case 5:
		p.take(Voted{Step: numbered.Name, Asked: rapid.IntRange(0, 30).Draw(p.T, "asked"), Choice: rapid.SampledFrom([]string{"yes", "no", "", "x"}).Draw(p.T, "choice")})
	case 6:
		p.take(Wrote{Ref: "$e", Edits: fmt.Sprintf("$%d", rapid.IntRange(0, p.refs+1).Draw(p.T, "edited")), Line: typedAnswer(p.T, numbered), Languages: []string{"en"}})
	case 7:
		p.take(Shown{Step: p.iv.At, Asked: rapid.IntRange(0, p.iv.Asked).Draw(p.T, "shown")})
	case 8:
		p.write(rapid.String().Draw(p.T, "line"))
	default:
		p.anAnswer()
	}
}

// anAnswer answers what is asked.
func (p *player) anAnswer() {
	q, isQuestion := p.def.Question(p.iv.At)
	switch {
	case p.iv.State == Paused:
		p.write("resume")
	case isQuestion:
		p.write(typedAnswer(p.T, q))
	case p.iv.At == Signature:
		p.write("sign")
	case p.iv.At == Stopping:
		p.write("go on")
	default:
		p.Fatalf("%s is asked, of a questionnaire that is not judged", p.iv.At)
	}
}
