package play

import (
	"slices"
	"strings"

	"asapbot/flows/instrument"
)

// his and hers are what the two answer to the questionnaires on change where it is not
// the usual: once, or for T0 to T3. Both speak of the same months. He says that he has
// stopped; by her account the blows end, the following does not.
var (
	his = map[string]string{
		"contact_ways": "phone_agreed", "referral": "court", "measures": "report warning",
		"relationship": "separating", "living": "apart | apart | apart | apart", "children": "two", "children_living": "mother",
		"age": "41", "years": "12", "youngest": "6",
		"emotional_ever": "insulted intimidated accused", "insulted": "several | once | once | never",
		"intimidated": "once | once | never | never", "accused": "several | several | once | never",
		"physical_ever": "pushed slapped", "pushed": "once | never | never | never", "slapped": "once | never | never | never",
		"digital_ever": "flooded", "flooded": "several | once | never | never",
		"injured": "once | never | never | never", "effects": "does_not_know | fear | fear | fear",
		"child_effects": "none | none | saw_heard | saw_heard",
		"responsible":   "others | both | mostly_self | mostly_self", "stops_himself": "seldom | mostly | mostly | always",
		"motivation": "a_little | fairly | fairly | very", "service_contacts": "police | lawyer | none | none",
		"end_reason": "completed",
	}
	hers = map[string]string{
		"contact_ways": "phone_agreed not_home", "referral": "helpline", "measures": "report warning",
		"relationship": "separating", "living": "apart", "children": "two", "children_living": "mother",
		"age": "38", "years": "12", "youngest": "6", "own_money": "partly",
		"emotional_ever": "insulted intimidated threatened restricted accused money_control",
		"insulted":       "often | often | several | once", "intimidated": "several | several | once | once",
		"threatened": "several | once | never | never", "restricted": "often | several | several | once",
		"accused": "often | often | several | several", "money_control": "several | several | several | several",
		"physical_ever": "pushed slapped object", "pushed": "several | once | never | never",
		"slapped": "several | once | never | never", "object": "once | never | never | never",
		"digital_ever": "followed flooded phone_checked", "followed": "several | once | several | several",
		"flooded": "often | several | several | several", "phone_checked": "often | several | once | never",
		"injured": "once | never | never | never", "effects": "fear sleep concentration | fear sleep | fear | fear",
		"child_effects": "saw_heard fear | saw_heard fear | fear | none", "child_used": "several | several | once | once",
		"fear_today": "very | fairly | fairly | a_little", "safer": "same | same | safer | safer",
		"wellbeing": "badly | badly | fairly | fairly", "change_seen": "a_little_better", "concerns": "contact children",
		"service_contacts": "police support | lawyer support | support | support", "programme_effect": "mixed",
	}
)

// at are the answers of one of the two at a time point: what is not in the table is
// never, none, or the first of the choices, and a number is left out.
func at(table map[string]string, point int) answers {
	return func(def *instrument.Definition, q instrument.Question) string {
		if given := strings.Split(table[q.Name], " | "); given[0] != "" {
			return given[min(point, len(given)-1)]
		}
		choices := def.Choices[q.List]
		if i := slices.IndexFunc(choices, func(c instrument.Choice) bool { return c.Name == "none" || c.Name == "never" }); i >= 0 {
			return choices[i].Name
		}
		if len(choices) > 0 {
			return choices[0].Name
		}
		return ""
	}
}
