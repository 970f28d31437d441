package render

import (
	"time"

	"asapbot/flows/message"
	"asapbot/flows/picture"
	"asapbot/flows/risk"
)

var begun = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

func after(days int) time.Time { return begun.AddDate(0, 0, days) }

var moments = []time.Time{begun, after(1), after(9), after(40)}

func stepsAt(at ...time.Time) []picture.Step {
	var steps []picture.Step
	for i, t := range at {
		steps = append(steps, picture.Step{At: t, Level: bands[i%len(bands)]})
	}
	return steps
}

// names of domains by language.
var domainNames = map[string][]string{
	"en": {"Emotional and controlling", "Physical", "Sexual", "Digital", "Effects on the children", "Her safety, fear and wellbeing"},
	"it": {"Violenza psicologica e controllo", "Fisica", "Sessuale", "Digitale", "Effetti sui figli", "Sicurezza, paura e benessere di lei"},
	"el": {"Συναισθηματική και έλεγχος", "Σωματική", "Σεξουαλική", "Ψηφιακή", "Επιπτώσεις στα παιδιά", "Η ασφάλεια και ο φόβος της"},
}

var serviceNames = map[string][2]string{
	"en": {"Example Programme", "Example Support"},
	"it": {"Programma Esempio", "Centro Antiviolenza Esempio"},
	"el": {"Πρόγραμμα Παράδειγμα", "Κέντρο Στήριξης"},
}

var longNames = map[string][2]string{
	"en": {"Northern Counties Programme for Change and Responsibility", "The Harbourmaster’s House Independent Domestic Abuse Advocacy"},
	"it": {"Centro di ascolto per uomini maltrattanti dell’Area Vasta", "Associazione Casa delle Donne per non subire violenza"},
}

// shares are in percent; less than nothing is missing.
func sharesOf(percent ...int) []picture.Share {
	var all []picture.Share
	for i, p := range percent {
		if p >= 0 {
			all = append(all, picture.Share{Point: i, Percent: p})
		}
	}
	return all
}

// pictures are those that were looked at.
func pictures(lang string) map[string]picture.Picture {
	domain := func(i int, his, hers []picture.Share) picture.Domain {
		name := message.New("plain", message.Args{"Text": message.Text(domainNames[lang][i])})
		return picture.Domain{Name: name, His: his, Hers: hers}
	}
	change := func(d ...picture.Domain) picture.Picture {
		return picture.Picture{Change: &picture.Change{Domains: d}}
	}
	line := func(names [2]string, l picture.Timeline) picture.Picture {
		l.From, l.Programme, l.Support = begun, names[0], names[1]
		return picture.Picture{Timeline: &l}
	}
	return map[string]picture.Picture{
		"change": change(
			domain(0, sharesOf(45, 60, 40, 25, 20), sharesOf(80, 75, 70, 55, 60)),
			domain(1, sharesOf(60, 45, 30, 20), sharesOf(60, 55, 50, 50)),
			domain(2, sharesOf(0, 0, 0, 0), sharesOf(30, 20, -1, 10)),
			domain(3, sharesOf(20, 20, 35), sharesOf(20, -1, 35)),
			domain(4, sharesOf(50, 100, 100, 40), nil),
			domain(5, nil, sharesOf(90, 80, 75, 40, 30)),
		),
		"change-sparse": change(
			domain(1, sharesOf(60), sharesOf(62)),
			domain(2, nil, nil),
			domain(3, sharesOf(40, -1, 10, -1, 10), sharesOf(-1, 55)),
		),
		"change-one":   change(domain(1, sharesOf(60, 45, 30, 20, 20), sharesOf(60, 55, 50, 50, 45))),
		"change-empty": change(),
		"timeline": line(serviceNames[lang], picture.Timeline{
			Until: after(300),
			Adult: picture.Views{
				Programme: []picture.Step{{At: after(2), Level: risk.Medium}, {At: after(60), Level: risk.Low}, {At: after(150), Level: risk.Medium}, {At: after(240), Level: risk.Low}},
				Support:   []picture.Step{{At: after(3), Level: risk.High}, {At: after(62), Level: risk.Medium}, {At: after(110), Level: risk.Extreme}, {At: after(151), Level: risk.High}, {At: after(241), Level: risk.Medium}},
				Joint:     []picture.Step{{At: after(5), Level: risk.High}, {At: after(65), Level: risk.Medium}, {At: after(112), Level: risk.Extreme}, {At: after(155), Level: risk.High}, {At: after(245), Level: risk.Medium}},
			},
			Children: &picture.Views{
				Programme: []picture.Step{{At: after(2), Level: risk.NotEnough}, {At: after(60), Level: risk.Low}},
				Support:   []picture.Step{{At: after(3), Level: risk.Medium}, {At: after(62), Level: risk.Low}},
				Joint:     []picture.Step{{At: after(5), Level: risk.Medium}, {At: after(65), Level: risk.Low}},
			},
			Events: []time.Time{after(108), after(148), after(149)}, Meetings: []time.Time{after(5), after(65), after(112), after(155), after(245)},
		}),
		"timeline-begun": line(serviceNames[lang], picture.Timeline{
			Until: after(2), Adult: picture.Views{Support: []picture.Step{{At: after(1), Level: risk.High}}},
		}),
		"timeline-empty": line(serviceNames[lang], picture.Timeline{Until: begun, Children: &picture.Views{}}),
		"timeline-years": line(longNames[lang], fiveYears()),
	}
}

// fiveYears is a case with 260 assessments of each side, 60 critical events, and a
// time in the third year in which nothing holds.
func fiveYears() picture.Timeline {
	l := picture.Timeline{Until: after(5 * 365), Children: &picture.Views{}}
	course := []int{2, 1, 1, 2, 2, 3, 4, 2, 1, 0, 1, 2, 2, 4, 4, 3}
	for i := range 260 {
		step := func(n int) picture.Step {
			return picture.Step{At: after(7 * i), Level: bands[course[n/12%len(course)]]}
		}
		his, hers := step(i), step(i+9)
		if i > 120 && i < 135 {
			his.Level, hers.Level = "", ""
		}
		l.Adult.Programme, l.Adult.Support = append(l.Adult.Programme, his), append(l.Adult.Support, hers)
		if i%8 == 0 {
			l.Adult.Joint = append(l.Adult.Joint, hers)
		}
		if i > 40 {
			l.Children.Support = append(l.Children.Support, step(i+30))
		}
		if i%4 == 0 && i < 240 {
			l.Events = append(l.Events, after(7*i+i*i%11))
		}
		if i%13 == 0 {
			l.Meetings = append(l.Meetings, after(7*i))
		}
	}
	return l
}

// greek is what the pictures say in a language that has other letters. The bot does
// not speak it yet.
const greek = `
plain: "{{.Text}}"
ring.picture: "Μια εικόνα για την υπόθεση {{.Code}} είναι εδώ."
joint.never_to_him: "Να μείνει μεταξύ σας."
picture.file: "eikona.png"
picture.titled: "**{{.Title}}**"
picture.then: "{{.Before}} → {{.Then}}"
picture.none: "κανένα"
picture.change: "{{.Code}}: η αλλαγή στον χρόνο"
picture.of_maximum: "σε % της μέγιστης βαθμολογίας"
picture.him: "αυτός"
picture.her: "αυτή"
picture.no_answers: "Δεν υπάρχουν ακόμη απαντήσεις."
picture.domains: "Σε ποσοστό της μέγιστης βαθμολογίας:\n\n{{.Domains}}"
picture.domain: "{{.Domain}} – αυτός: {{.His}}, αυτή: {{.Hers}}"
picture.not_given: "καμία απάντηση"
picture.share: "{{.Point}} {{.Percent}} %"
picture.gaps: "Όπου λείπει μια χρονική στιγμή, δεν υπάρχει απάντηση."
picture.timeline: "{{.Code}}: τα επίπεδα κινδύνου στον χρόνο"
picture.adult: "Για τη γυναίκα"
picture.children: "Για τα παιδιά"
picture.joint: "κοινό επίπεδο"
picture.events:
  one: "{{.Count}} κρίσιμο γεγονός"
  other: "{{.Count}} κρίσιμα γεγονότα"
picture.meetings:
  one: "{{.Count}} συνάντηση"
  other: "{{.Count}} συναντήσεις"
picture.adult_levels: "Για τη γυναίκα:\n\n{{.Lines}}"
picture.children_levels: "Για τα παιδιά:\n\n{{.Lines}}"
picture.line: "{{.Who}}: {{.Levels}}"
picture.no_level: "κανένα επίπεδο ακόμη"
picture.earlier: "προηγούμενα"
picture.since: "**{{.Level}}** από {{.When}}"
picture.marks: "Κρίσιμα γεγονότα: {{.Events}}. Συναντήσεις: {{.Meetings}}."
picture.times: "{{.Number}}, το τελευταίο {{.Latest}}"
level.open: "ανοιχτό"
level.low: "χαμηλό"
level.not_enough: "ανεπαρκείς πληροφορίες"
level.medium: "μέτριο"
level.high: "υψηλό"
level.extreme: "ακραίο"
`
