package instrument

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// expressions checks every condition and makes it ready.
func (c *check) expressions() {
	d := c.definition
	d.conditions = conditions{
		groups:     make([]*expression, len(d.Groups)),
		questions:  make([]*expression, len(d.questions)),
		constraint: make([]*expression, len(d.questions)),
	}
	refers := d.references()
	index := 0
	for i, g := range d.Groups {
		path := []any{"groups", i}
		names := names{definition: d, before: index, of: g.names(), refers: refers}
		d.conditions.groups[i] = c.expression(in(path, "relevant"), g.Relevant, names)
		for j, q := range g.Questions {
			path := in(path, "questions", j)
			names.before, names.own, names.of = index, "", []string{q.Name}
			d.conditions.questions[index] = c.expression(in(path, "relevant"), q.Relevant, names)
			names.own, names.of = q.Name, nil
			d.conditions.constraint[index] = c.expression(in(path, "constraint"), q.Constraint, names)
			index++
		}
	}
	d.conditions.needs = d.needs(refers)
	d.conditions.any = slices.ContainsFunc(slices.Concat(d.conditions.groups, d.conditions.questions), func(e *expression) bool { return e != nil })
}

func (c *check) expression(path []any, written string, names names) *expression {
	if strings.TrimSpace(written) == "" {
		return nil
	}
	e, wrong := compileExpression(written, names.resolve)
	if wrong != nil {
		c.fault(path, "%s (column %d of the expression)", wrong.text, wrong.column)
		return nil
	}
	today := slices.ContainsFunc(e.operands, func(o operand) bool { return o.lookup == Today })
	c.definition.conditions.today = c.definition.conditions.today || today
	return e
}

// names are what an expression may speak of: parameters, and questions that are
// asked before.
type names struct {
	definition *Definition
	before     int    // the place of the first question that is asked later
	own        string // the question that a constraint is of; empty in relevance
	// of are the questions whose relevance the expression decides, and refers the
	// names on which the relevance of each question depends.
	of     []string
	refers map[string][]string
}

// resolve finds what a name stands for, or says what is wrong with it.
func (n names) resolve(name string) (operand, string) {
	d := n.definition
	if name == self {
		name = n.own
		if name == "" {
			return operand{}, "the full stop is the answer that a constraint is about; here a name is needed, as in ${name}"
		}
		q, _ := d.Question(name)
		return d.operand(q, self), ""
	}
	if values, ok := d.Parameters[name]; ok {
		return operand{kind: aChoice, lookup: name, choices: values}, ""
	}
	p, ok := d.places[name]
	switch {
	case !ok:
		return operand{}, fmt.Sprintf("there is no question or parameter %q", name)
	case !d.questions[p.index].Answerable():
		return operand{}, fmt.Sprintf("%q is a note, which nobody answers", name)
	case name == n.own || p.index < n.before:
		return d.operand(d.questions[p.index], name), ""
	}
	if circle := n.circle(name); len(circle) > 0 {
		return operand{}, "the relevance goes round in a circle: " + strings.Join(circle, ", ")
	}
	return operand{}, fmt.Sprintf("%q is asked later", name)
}

func (d *Definition) operand(q Question, lookup string) operand {
	o := operand{kind: kindOf(q), lookup: lookup}
	if q.Selects() {
		for _, c := range d.Choices[q.List] {
			o.choices = append(o.choices, c.Name)
		}
	}
	return o
}

// needs lists for each question those on which its relevance depends, also through
// others, in order; the question itself is the last.
func (d *Definition) needs(refers map[string][]string) [][]int {
	needs := make([][]int, len(d.questions))
	for i, q := range d.questions {
		all := []int{i}
		for _, name := range refers[q.Name] {
			if p, ok := d.places[name]; ok && p.index < i {
				all = append(all, needs[p.index]...)
			}
		}
		slices.Sort(all)
		needs[i] = slices.Compact(all)
	}
	return needs
}

// reference is a name within an expression.
var reference = regexp.MustCompile(`\$\{\s*([^{}]*?)\s*\}`)

// references are the names on which each question's relevance depends, its
// group's included.
func (d *Definition) references() map[string][]string {
	refers := map[string][]string{}
	for _, g := range d.Groups {
		for _, q := range g.Questions {
			refers[q.Name] = referred(g.Relevant + " " + q.Relevant)
		}
	}
	return refers
}

func referred(expression string) []string {
	var names []string
	for _, m := range reference.FindAllStringSubmatch(expression, -1) {
		names = append(names, m[1])
	}
	return names
}

// circle is the way from a name back to a question whose relevance the expression
// decides; empty where there is none.
func (n names) circle(name string) []string {
	came := map[string]string{name: ""}
	for next := []string{name}; len(next) > 0; next = next[1:] {
		at := next[0]
		if slices.Contains(n.of, at) {
			way := []string{at}
			for ; at != ""; at = came[at] {
				way = append(way, at)
			}
			slices.Reverse(way[1:])
			return way
		}
		for _, further := range n.refers[at] {
			if _, seen := came[further]; !seen {
				came[further] = at
				next = append(next, further)
			}
		}
	}
	return nil
}
