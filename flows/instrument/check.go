package instrument

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// check collects the faults of a definition.
type check struct {
	definition *Definition
	faults     []Fault
}

var (
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	// formName is a name that XLSForm takes; it has no full stop, because the steps of
	// a judgement do.
	formName   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,99}$`)
	choiceName = regexp.MustCompile(`^[A-Za-z0-9_+][A-Za-z0-9_.+-]{0,99}$`)
	version    = regexp.MustCompile(`^[1-9][0-9]{0,9}$`)
	language   = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)
)

func (c *check) fault(path []any, format string, args ...any) {
	c.faults = append(c.faults, Fault{Path: path, Text: fmt.Sprintf(format, args...)})
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
	c.text([]any{"title"}, d.Title, maxTitle)
	c.optional([]any{"hint"}, d.Hint, maxHint)
	c.respondent()
	c.parameters()
	for _, list := range slices.Sorted(maps.Keys(d.Choices)) {
		c.formName([]any{"choices", list}, list)
		c.choices([]any{"choices", list}, d.Choices[list])
	}
	c.groups()
	c.sizes()
	c.expressions()
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

// formName checks a name that a form may have brought.
func (c *check) formName(path []any, name string) {
	switch {
	case name == "":
		c.fault(path, "the %v is missing", path[len(path)-1])
	case !formName.MatchString(name):
		c.fault(path, "%q is no name: a name begins with a letter and has letters, digits, - and _", name)
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

func (c *check) scales() {
	names := map[string]bool{}
	for i, s := range c.definition.Scales {
		path := []any{"scales", i}
		c.name(in(path, "name"), s.Name)
		c.once(in(path, "name"), names, s.Name)
		c.optional(in(path, "title"), s.Title, maxTitle)
		groups, scored := map[string]bool{}, false
		for j, name := range s.Groups {
			path := in(path, "groups", j)
			c.once(path, groups, name)
			g, ok := c.definition.Group(name)
			if !ok {
				c.fault(path, "there is no group %q", name)
			}
			scored = scored || slices.ContainsFunc(g.Questions, Question.Selects)
		}
		if !scored {
			c.fault(path, "nothing in this scale can be scored")
		}
	}
}

func (c *check) rules() {
	if c.definition.Judged() && len(c.definition.Rules) == 0 {
		c.fault([]any{"scales"}, "a questionnaire with the scales %s and %s is judged, and needs rules", Adult, Children)
	}
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
