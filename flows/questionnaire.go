package flows

import (
	"slices"
	"strconv"
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// questionnaire begins any questionnaire by its id or by words of its title; alone it
// lists what there is. More words than a title has are talk.
func (t *turn) questionnaire(i int, by Person, c command.Command) {
	found := t.named(i, c.Rest)
	switch {
	case len(found) == 1 && c.Rest != "":
		t.beginNamed(i, by, found[0])
	case len(found) > 0:
		t.listQuestionnaires(i, "questionnaire.list", found)
	case !talk(c):
		t.listQuestionnaires(i, "questionnaire.no_such", t.offered(i))
	}
}

func (t *turn) beginNamed(i int, by Person, def *instrument.Definition) {
	switch {
	case def.ID == checklist:
		t.begin(i, by)
	case len(def.Parameters) > 0:
		t.impact(i, by, command.Command{Marked: true})
	case !t.busy(i, by, def.ID):
		t.enter(by, i, "journal.questionnaire_begun", titleArgs(def))
		t.beginWith(i, by, def, nil)
	}
}

// busy says so where a questionnaire lies open, since there is one at a time. The one
// who answers it goes on with it where it is the one that they asked for.
func (t *turn) busy(i int, by Person, id string) bool {
	switch s := t.c.Sides[i]; {
	case !s.answering():
		return false
	case t.c.rests(i): // nobody answers it any more
		t.setAside(i)
		return false
	case s.Interview.By == string(by) && s.Interview.Instrument == id:
		t.interview(i, interview.Resumed{})
	case s.Interview.By == string(by):
		t.say(t.c.private(i), "questionnaire.one_at_a_time", message.Args{"Title": titled(*s.Interview)})
	case by == s.Manager:
		t.say(t.c.private(i), "interview.take_over", message.Args{
			"Person": message.Person(s.Interview.By), "Other": other(*s.Interview),
		})
	default:
		t.noInterview(i)
	}
	return true
}

// setAside ends a questionnaire that was left open when the case was closed, so that the
// last one on change can still be given. What was answered is kept, unsigned.
func (t *turn) setAside(i int) {
	s := &t.c.Sides[i]
	t.record(i, Record{
		Kind: RecordQuestionnaire, By: Person(s.Interview.By), Whole: s.Interview.Whole(t.now),
		Line: message.New("record.unsigned", message.Args{"Title": titled(*s.Interview)}),
	})
	t.enter(Person(s.Interview.By), i, "journal.checklist_stopped")
	s.Interview, s.Corrects = nil, 0
}

// offered are the questionnaires that a side can begin, each in its newest version:
// his answers are asked at the programme and hers at victim support. Of those with
// parameters there is only the one on change, whose time point the case knows.
func (t *turn) offered(i int) []*instrument.Definition {
	respondents := []instrument.Respondent{instrument.Professional, []instrument.Respondent{instrument.Client, instrument.Partner}[i]}
	var all []*instrument.Definition
	for _, d := range instrument.Library() {
		newest, _ := instrument.Latest(d.ID)
		if d == newest && slices.Contains(respondents, d.Respondent) && len(d.Parameters) == 0 {
			all = append(all, d)
		}
	}
	if def, ok := impact(i); ok {
		all = append(all, def)
	}
	return all
}

// named are those whose id, or whose title in one of its languages, has all the words.
func (t *turn) named(i int, words string) []*instrument.Definition {
	return slices.DeleteFunc(t.offered(i), func(d *instrument.Definition) bool {
		if strings.EqualFold(d.ID, strings.TrimSpace(words)) {
			return false
		}
		for _, text := range d.Title {
			if hasWords(text, words) {
				return false
			}
		}
		return !hasWords(d.ID, words)
	})
}

func hasWords(text, words string) bool {
	has := nameWords(text)
	return !slices.ContainsFunc(nameWords(words), func(word string) bool { return !slices.Contains(has, word) })
}

// nameWords are the words of a name, whatever stands between them.
func nameWords(s string) []string {
	return strings.FieldsFunc(command.Fold(s), func(r rune) bool { return strings.ContainsRune(" \t\n_:,.;()-«»“”\"'", r) })
}

func (t *turn) listQuestionnaires(i int, id message.ID, ds []*instrument.Definition) {
	var lines []message.Message
	for _, d := range ds {
		lines = append(lines, message.New("questionnaire.line", titleArgs(d), message.Args{
			"ID": message.Text(d.ID), "Total": message.Number(d.Answerable()),
		}))
	}
	t.say(t.c.private(i), id, message.Args{"Questionnaires": message.List(lines)})
}

func titleArgs(d *instrument.Definition) message.Args {
	return message.Args{"Title": message.Of(message.Label{Instrument: d.ID, Version: d.Version})}
}

// titled is an interview's title; empty where its definition is not there any more.
func titled(iv interview.Interview) message.Arg {
	if def := iv.Definition(); def != nil {
		return titleArgs(def)["Title"]
	}
	return message.Text("")
}

// keepQuestionnaire keeps whole what was signed and is no checklist.
func (t *turn) keepQuestionnaire(i int, iv interview.Interview) {
	s := &t.c.Sides[i]
	r := Record{Kind: RecordQuestionnaire, By: Person(iv.By), Reason: iv.Reason, Form: &iv, First: s.Corrects}
	r.Whole, r.Scores = iv.Whole(t.now), scores(iv)
	if def := iv.Definition(); def != nil && def.Judged() {
		r.Whole = append(r.Whole, reasons(risk.Assessment{Adult: iv.Adult, Children: iv.Children}, iv.Reason))
	} else if iv.Reason != "" {
		r.Whole = append(r.Whole, message.New("record.correction", message.Args{"Reason": message.Text(iv.Reason)}))
	}
	iv.Sources = nil // from now on an edited message changes nothing
	s.Interview, s.Corrects = nil, 0
	args := message.Args{"Title": titled(iv), "Version": version(iv), "Point": message.Text("")}
	t.enter(r.By, i, "journal.questionnaire_signed", args)
	if point, ok := pointOf(iv); ok {
		t.keepSitting(i, point, r)
		return
	}
	if iv.Instrument == episodeInstrument {
		t.keepEpisode(i, r, args)
		return
	}
	r.Line = message.New("record.questionnaire", args)
	t.signedOther(i, t.record(i, r), args)
}

// version is an interview's, where it is a later one than the first.
func version(iv interview.Interview) message.Arg {
	if iv.Corrects == 0 {
		return message.Text("")
	}
	return message.Text(strconv.Itoa(iv.Corrects + 1))
}

// signedOther confirms the signature, with the number that shows it again.
func (t *turn) signedOther(i, number int, args message.Args, more ...message.Message) {
	signed := message.New("questionnaire.signed", args, message.Args{"Number": message.Text(strconv.Itoa(number))})
	t.sayAll(t.c.private(i), append([]message.Message{signed}, more...))
}

// scores are what the scales of a questionnaire give.
func scores(iv interview.Interview) []instrument.Result {
	def := iv.Definition()
	if def == nil {
		return nil
	}
	var all []instrument.Result
	for _, scale := range def.Scales {
		all = append(all, def.Score(scale.Name, iv.Given()))
	}
	return all
}

// twoNumbers reads `12 5`: a record, and a question of it.
func twoNumbers(s string) (record, question int, ok bool) {
	fields := strings.Fields(s)
	if len(fields) != 2 {
		return 0, 0, false
	}
	record, err := strconv.Atoi(command.Only(fields[0]))
	question, err2 := strconv.Atoi(command.Only(fields[1]))
	return record, question, err == nil && err2 == nil
}

// correctRecord asks for the signed questionnaire that is to be corrected.
func (t *turn) correctRecord(i int, by Person, record, question int) {
	switch {
	case t.c.Sides[i].answering():
		t.noInterview(i)
	case record < 1 || record > t.c.Records[i]:
		t.say(t.c.private(i), "history.no_such", message.Args{"Last": message.Number(t.c.Records[i])})
	default:
		t.recallForm(i, record, by, question)
	}
}

// recallForm asks for what was signed, to be opened again at a question.
func (t *turn) recallForm(i, record int, by Person, question int) {
	of := t.c.Sides[i].Service.ID
	t.do(Recall{IDs: []string{recordID(of, record)}, For: Query{What: ForCorrection, Of: of, By: by, Question: question}})
}

// reopenRecord opens what was signed at one question, or a checklist at its judgement,
// as a new version. Of checklists only the newest is corrected.
func (t *turn) reopenRecord(i int, in Recalled) {
	if len(in.Records) == 0 || t.c.Sides[i].answering() {
		return
	}
	r := in.Records[0]
	ofRisk := r.Kind == RecordChecklist
	switch {
	case r.Form == nil || ofRisk && r.Number != t.c.Sides[i].Record:
		t.say(t.c.private(i), "questionnaire.none_there")
		return
	case ofRisk && t.nextInstead(i):
		t.say(t.c.private(i), "checklist.next_instead")
		return
	}
	def, ok := t.definition(i, *r.Form)
	if !ok {
		return
	}
	q, ok := def.ByNumber(in.For.Question)
	if !ok && !(ofRisk && in.For.Question == judgement) {
		t.say(t.c.private(i), "questionnaire.to_correct", message.Args{"Number": message.Text(strconv.Itoa(r.Number))})
		return
	}
	setting := t.setting(i, in.For.By)
	setting.Corrects = r.Form.Corrects + 1
	t.c.Sides[i].Corrects = r.first()
	if ofRisk {
		setting.Floors, t.c.Sides[i].Corrects = t.floorsOf(*r.Form), 0
	}
	iv, replies := interview.BeginCorrection(setting, *r.Form, q.Name, t.here(i))
	t.enter(in.For.By, i, "journal.correction_begun")
	t.took(i, iv, replies)
}
