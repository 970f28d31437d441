package play

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/instrument"
)

// ProofOfMeetings is the proof after the later meetings: as before, and that nothing
// crossed that stays with a service.
func (s *Scene) ProofOfMeetings(ctx context.Context) []string {
	wrong := s.Proof()
	for _, name := range Names {
		wrong = append(wrong, s.legible(ctx, name)...)
		wrong = append(wrong, s.alertStays(name)...)
		wrong = append(wrong, s.ownStays(name)...)
		wrong = append(wrong, s.raw(name, ManagerP, "impact_client", "impact_partner")...)
		wrong = append(wrong, s.raw(name, ManagerS, "impact_partner", "impact_client")...)
	}
	words := inOwnWords[s.Language]
	for _, m := range []meetingWords{words.second, words.third} {
		wrong = append(wrong, s.reasonsCross(ManagerP, m.programmeChildren, m.supportAdult, m.supportChildren)...)
		wrong = append(wrong, s.reasonsCross(ManagerS, m.supportChildren, m.programmeAdult, m.programmeChildren)...)
	}
	return wrong
}

// raw: the questions of a questionnaire on change, and what was answered to them, are
// seen by the one who asks them, in the service's own room, and by nobody else.
func (s *Scene) raw(name, asker, form, other string) []string {
	def, _ := instrument.Latest(form)
	its := slices.DeleteFunc(slices.Clone(def.Questions()), func(q instrument.Question) bool {
		return !q.Answerable() || s.asksToo(other, q)
	})
	var wrong []string
	for _, m := range s.People[name].Seen("") {
		if name == asker && strings.HasSuffix(m.RoomName, s.private()) {
			continue
		}
		text := oneLine(m.Body)
		for _, q := range its {
			if strings.Contains(text, oneLine(q.Label.In(s.Language))) {
				wrong = append(wrong, fmt.Sprintf("%s sees a question of %s in %s", name, form, m.RoomName))
			}
		}
		if !strings.HasSuffix(m.RoomName, s.private()) && s.tellsAnswer(def, text) {
			wrong = append(wrong, fmt.Sprintf("%s sees what was answered to %s in %s", name, form, m.RoomName))
		}
	}
	return wrong
}

// asksToo reports whether another questionnaire asks the same in the same words.
func (s *Scene) asksToo(form string, q instrument.Question) bool {
	def, _ := instrument.Latest(form)
	return slices.ContainsFunc(def.Questions(), func(o instrument.Question) bool {
		return o.Label.In(s.Language) == q.Label.In(s.Language)
	})
}

// tellsAnswer reports whether a text has an answer as a summary shows it.
func (s *Scene) tellsAnswer(def *instrument.Definition, text string) bool {
	return slices.ContainsFunc(def.Questions(), func(q instrument.Question) bool {
		return q.Answerable() && slices.ContainsFunc(def.Choices[q.List], func(c instrument.Choice) bool {
			return strings.Contains(text, q.Short.In(s.Language)+" – "+c.Label.In(s.Language))
		})
	})
}

// reasonsCross: why the other service judges as it does is seen in the case room alone,
// and only after one's own judgement was given.
func (s *Scene) reasonsCross(name, own string, theirs ...string) []string {
	var wrong []string
	seen := s.People[name].Seen("")
	has := func(words string) func(stage.Seen) bool {
		return func(m stage.Seen) bool { return strings.Contains(m.Body, words) }
	}
	for _, words := range theirs {
		first := slices.IndexFunc(seen, has(words))
		switch {
		case first < 0:
			wrong = append(wrong, name+" never sees why the other service judges so")
		case first < slices.IndexFunc(seen, has(own)):
			wrong = append(wrong, name+" sees the other's judgement before giving their own")
		}
		for _, m := range seen {
			if strings.Contains(m.Body, words) && !strings.HasSuffix(m.RoomName, s.shared()) {
				wrong = append(wrong, name+" sees the other's judgement in "+m.RoomName)
			}
		}
	}
	return wrong
}
