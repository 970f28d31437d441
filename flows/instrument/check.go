package instrument

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// check collects the faults of a definition.
type check struct {
	definition *Definition
	faults     []fault
}

var (
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	version    = regexp.MustCompile(`^[1-9][0-9]{0,5}$`)
	language   = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)
)

func (c *check) fault(path []any, format string, args ...any) {
	c.faults = append(c.faults, fault{path: path, text: fmt.Sprintf(format, args...)})
}

// in makes the path of a part.
func in(path []any, steps ...any) []any { return append(slices.Clone(path), steps...) }

func (c *check) all() {
	d := c.definition
	c.name([]any{"id"}, d.ID)
	if !version.MatchString(d.Version) {
		c.fault([]any{"version"}, "a version is a whole number from 1, not %q", d.Version)
	}
	c.languages()
	c.text([]any{"title"}, d.Title)
	c.optional([]any{"hint"}, d.Hint)
	for _, list := range slices.Sorted(maps.Keys(d.Choices)) {
		c.name([]any{"choices", list}, list)
		c.choices([]any{"choices", list}, d.Choices[list])
	}
	c.groups()
	c.scales()
	c.rules()
}

// name checks a name of ours.
func (c *check) name(path []any, name string) {
	switch {
	case name == "":
		c.fault(path, "the %v is missing", path[len(path)-1])
	case !identifier.MatchString(name):
		c.fault(path, "%q is no name: a name has small letters, digits and underscores", name)
	}
}

// once checks that a name was not used before.
func (c *check) once(path []any, seen map[string]bool, name string) {
	if seen[name] {
		c.fault(path, "%q stands here a second time", name)
	}
	seen[name] = true
}

func (c *check) languages() {
	seen := map[string]bool{}
	for i, tag := range c.definition.Languages {
		path := []any{"languages", i}
		if !language.MatchString(tag) {
			c.fault(path, "%q is no language tag such as it or de-CH", tag)
		}
		c.once(path, seen, tag)
	}
	if len(seen) == 0 {
		c.fault([]any{"languages"}, "the languages are missing")
	}
}

// text checks that a text is there in every language and in no other.
func (c *check) text(path []any, t Text) {
	for _, tag := range c.definition.Languages {
		if strings.TrimSpace(t[tag]) == "" {
			c.fault(in(path, tag), "the text in %s is missing", tag)
		}
	}
	c.known(path, slices.Sorted(maps.Keys(t)))
}

// known checks that only the definition's languages are used.
func (c *check) known(path []any, tags []string) {
	for _, tag := range tags {
		if !slices.Contains(c.definition.Languages, tag) {
			c.fault(in(path, tag), "%s is not among the languages", tag)
		}
	}
}

// optional checks a text that may be left out altogether.
func (c *check) optional(path []any, t Text) {
	if len(t) > 0 {
		c.text(path, t)
	}
}

func (c *check) groups() {
	d := c.definition
	if len(d.Groups) == 0 {
		c.fault([]any{"groups"}, "there is no group")
	}
	names, letters, questions := map[string]bool{}, map[string]bool{}, map[string]bool{}
	number := 0
	for i, g := range d.Groups {
		path := []any{"groups", i}
		c.name(in(path, "name"), g.Name)
		c.once(in(path, "name"), names, g.Name)
		if g.Letter != "" {
			c.once(in(path, "letter"), letters, g.Letter)
		}
		c.text(in(path, "title"), g.Title)
		if len(g.Questions) == 0 {
			c.fault(in(path, "questions"), "the group has no question")
		}
		for j, q := range g.Questions {
			path := in(path, "questions", j)
			c.once(in(path, "name"), questions, q.Name)
			c.question(path, q)
			if q.Number == 0 {
				continue
			}
			if number++; q.Number != number {
				c.fault(in(path, "number"), "the number is %d and should be %d", q.Number, number)
				number = q.Number
			}
		}
	}
}

func (c *check) question(path []any, q Question) {
	c.name(in(path, "name"), q.Name)
	c.text(in(path, "label"), q.Label)
	c.optional(in(path, "hint"), q.Hint)
	c.optional(in(path, "short"), q.Short)
	switch q.Critical {
	case NotCritical, Critical, Immediate:
	default:
		c.fault(in(path, "critical"), "%q: a question is critical or immediate, or the key is left out", q.Critical)
	}
	switch q.Type {
	case TypeSelectOne:
		if _, ok := c.definition.Choices[q.List]; !ok {
			c.fault(in(path, "list"), "there is no list of choices %q", q.List)
		}
	case TypeText:
		if q.List != "" || q.Critical != NotCritical || q.Lasting != "" {
			c.fault(path, "a text has no list, and is not critical or lasting")
		}
		return
	default:
		c.fault(in(path, "type"), "%q: a type is select_one or text", q.Type)
		return
	}
	if q.Lasting == "" {
		return
	}
	if _, ok := c.definition.Choice(q, q.Lasting); !ok {
		c.fault(in(path, "lasting"), "the list %s has no choice %q", q.List, q.Lasting)
	}
	if q.Critical == NotCritical {
		c.fault(in(path, "lasting"), "only a critical question lasts")
	}
}

func (c *check) scales() {
	names := map[string]bool{}
	for i, s := range c.definition.Scales {
		path := []any{"scales", i}
		c.name(in(path, "name"), s.Name)
		c.once(in(path, "name"), names, s.Name)
		groups, scored := map[string]bool{}, false
		for j, name := range s.Groups {
			path := in(path, "groups", j)
			c.once(path, groups, name)
			g, ok := c.definition.Group(name)
			if !ok {
				c.fault(path, "there is no group %q", name)
			}
			scored = scored || slices.ContainsFunc(g.Questions, func(q Question) bool { return q.Type == TypeSelectOne })
		}
		if !scored {
			c.fault(path, "nothing in this scale can be scored")
		}
	}
}

func (c *check) rules() {
	ids := map[string]bool{}
	for i := range c.definition.Rules {
		r, path := &c.definition.Rules[i], []any{"rules", i}
		c.name(in(path, "id"), r.ID)
		c.once(in(path, "id"), ids, r.ID)
		if Rank(r.Level) <= Rank(None) {
			c.fault(in(path, "level"), "%q is no level that a rule can give", r.Level)
		}
		if err := c.definition.compile(r); err != nil {
			c.fault(in(path, "when"), "%s", err)
		}
	}
}
