package picture

import "asapbot/flows/message"

// TimePoints is how many time points there are, T0 to T4 (DOMAIN section 6).
const TimePoints = 5

// Change is what his and her questionnaires give in each domain at each time point,
// side by side.
type Change struct {
	Domains []Domain `json:"domains,omitempty"`
}

// Domain is one field of behaviour or of life.
type Domain struct {
	Name message.Message `json:"name"`
	His  []Share         `json:"his,omitempty"`
	Hers []Share         `json:"hers,omitempty"`
}

// Share is what one questionnaire gives at a time point, in percent of the highest
// possible score. A time point that is missing has no Share: it is a gap, never
// zero. Missing partner data is normal.
type Share struct {
	Point   int `json:"point"` // 0 for T0
	Percent int `json:"percent"`
}

func (c Change) words() []message.Message {
	if len(c.Domains) == 0 {
		return []message.Message{message.New("picture.no_answers")}
	}
	var lines []message.Message
	for _, d := range c.Domains {
		lines = append(lines, message.New("picture.domain", message.Args{
			"Domain": message.Nested(d.Name), "His": message.Nested(Shares(d.His)), "Hers": message.Nested(Shares(d.Hers)),
		}))
	}
	return []message.Message{
		message.New("picture.domains", message.Args{"Domains": message.List(lines)}),
		message.New("picture.gaps"),
	}
}

// Shares says them one after the other.
func Shares(all []Share) message.Message {
	if len(all) == 0 {
		return message.New("picture.not_given")
	}
	var links []message.Message
	for _, s := range all {
		links = append(links, message.New("picture.share", message.Args{
			"Point": message.Text(TimePoint(s.Point)), "Percent": message.Number(s.Percent),
		}))
	}
	return chain(links)
}
