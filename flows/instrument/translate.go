package instrument

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// translation is an XLSForm expression in the words of expr-lang/expr. Every
// operand has become a name: v0, v1 and so on. So nothing of a form's text but its
// operators and a few functions ever reaches the evaluator.
type translation struct {
	source   string
	operands []operand
	places   []passage
}

// passage is where a part of the translation came from.
type passage struct{ from, column int }

// operand is one value of an expression: a literal, or what is looked up when the
// expression is evaluated.
type operand struct {
	kind
	lookup string  // a question's or parameter's name, self or Today; empty for a literal
	text   string  // of a literal
	number float64 // of a literal
	// choices are the names that the value can have, where it is a choice.
	choices []string
}

// self is the value that a constraint is about.
const self = "."

// replaced are the signs and words that expr writes differently.
var replaced = map[string]string{"=": "==", "div": "/", "count-selected": "count_selected"}

// translator reads lexemes one by one.
type translator struct {
	lexemes []lexeme
	resolve func(name string) (operand, string) // or what is wrong with the name
	translation
	out strings.Builder
	// compared tells for each bracket that is open whether a comparison stands in it
	// already. XPath and expr read a = b < c differently, so brackets are demanded.
	compared []bool
}

// translate puts an expression into the words of expr. resolve knows the names.
func translate(expression string, resolve func(string) (operand, string)) (translation, *misplaced) {
	all, wrong := lexemes(expression)
	t := translator{lexemes: all, resolve: resolve, compared: []bool{false}}
	for wrong == nil && len(t.lexemes) > 0 {
		wrong = t.next()
	}
	t.source = t.out.String()
	return t.translation, wrong
}

// column is the place in the form's expression of a place in the translation.
func (t translation) column(from int) int {
	column := 1
	for _, p := range t.places {
		if p.from <= from {
			column = p.column
		}
	}
	return column
}

func (t *translator) next() *misplaced {
	at := t.lexemes[0]
	t.places = append(t.places, passage{t.out.Len(), at.column})
	switch at.sort {
	case aName:
		return t.variable(at)
	case aQuotation:
		t.operand(operand{kind: aText, text: at.text})
	case aNumeral:
		n, err := strconv.ParseFloat(at.text, 64)
		if err != nil || len(at.text) > 15 {
			return &misplaced{at.column, "the number is too long"}
		}
		t.operand(operand{kind: aNumber, number: n})
	case aWord:
		return t.word(at)
	case aSign:
		if at.text == self {
			return t.variable(at)
		}
		return t.sign(at)
	}
	t.lexemes = t.lexemes[1:]
	return nil
}

// operand writes a value's name.
func (t *translator) operand(o operand) {
	fmt.Fprintf(&t.out, " v%d ", len(t.operands))
	t.operands = append(t.operands, o)
}

// variable writes a name. Two usual ways of writing have no equal in expr: a
// comparison with ” asks whether there is an answer, whatever its type, and a
// choice whose name is a number may be compared with that number.
func (t *translator) variable(at lexeme) *misplaced {
	o, wrong := t.resolve(at.text)
	if wrong != "" {
		return &misplaced{at.column, wrong}
	}
	if len(t.lexemes) >= 3 && t.lexemes[1].sort == aSign && (t.lexemes[1].text == "=" || t.lexemes[1].text == "!=") {
		switch value := t.lexemes[2]; {
		case value.sort == aQuotation && value.text == "":
			return t.emptiness(o)
		case value.sort == aNumeral && o.kind == aChoice:
			t.lexemes[2].sort = aQuotation
		}
	}
	t.operand(o)
	t.lexemes = t.lexemes[1:]
	return nil
}

func (t *translator) emptiness(o operand) *misplaced {
	compare := t.lexemes[1]
	if wrong := t.compares(compare); wrong != nil {
		return wrong
	}
	if compare.text == "=" {
		t.out.WriteString(" not ")
	}
	t.out.WriteString(" answered(")
	t.operand(o)
	t.out.WriteString(")")
	t.lexemes = t.lexemes[3:]
	return nil
}

func (t *translator) sign(at lexeme) *misplaced {
	switch at.text {
	case "(":
		t.compared = append(t.compared, false)
	case ")":
		if len(t.compared) == 1 {
			return &misplaced{at.column, "there is no bracket that this one closes"}
		}
		t.compared = t.compared[:len(t.compared)-1]
	case ",":
		t.compared[len(t.compared)-1] = false
	case "=", "!=", "<", "<=", ">", ">=":
		if wrong := t.compares(at); wrong != nil {
			return wrong
		}
	}
	t.write(at.text)
	return nil
}

func (t *translator) compares(at lexeme) *misplaced {
	last := len(t.compared) - 1
	if t.compared[last] {
		return &misplaced{at.column, "two comparisons follow each other: put brackets around the first"}
	}
	t.compared[last] = true
	return nil
}

func (t *translator) write(text string) {
	if other, ok := replaced[text]; ok {
		text = other
	}
	t.out.WriteString(" " + text + " ")
	t.lexemes = t.lexemes[1:]
}

func (t *translator) word(at lexeme) *misplaced {
	switch at.text {
	case "and", "or":
		t.compared[len(t.compared)-1] = false
		t.write(at.text)
		return nil
	case "div":
		t.write(at.text)
		return nil
	case "today":
		if !t.follow("(", ")") {
			return &misplaced{at.column, "today is written today()"}
		}
		t.operand(operand{kind: aDate, lookup: Today})
		t.lexemes = t.lexemes[3:]
		return nil
	case "date":
		return t.day(at)
	case "not", "selected", "count-selected":
		if !t.follow("(") {
			return &misplaced{at.column, at.text + " needs a bracket after it"}
		}
		t.write(at.text)
		return nil
	}
	return &misplaced{at.column, fmt.Sprintf("%q is no word of an expression: there are and, or, not(), selected(), count-selected(), div, today(), date(), and names as ${name}", at.text)}
}

// day is a day written out, as in date('2026-11-24').
func (t *translator) day(at lexeme) *misplaced {
	written := ""
	if t.follow("(") && len(t.lexemes) > 3 && t.lexemes[2].sort == aQuotation && t.lexemes[3].text == ")" {
		written = t.lexemes[2].text
	}
	if _, err := time.Parse(time.DateOnly, written); err != nil {
		return &misplaced{at.column, "a date is written date('2026-11-24')"}
	}
	t.operand(operand{kind: aDate, number: days(written)})
	t.lexemes = t.lexemes[4:]
	return nil
}

// follow reports whether these signs come next.
func (t *translator) follow(signs ...string) bool {
	return len(t.lexemes) > len(signs) && slices.EqualFunc(signs, t.lexemes[1:1+len(signs)], func(want string, is lexeme) bool {
		return is.sort == aSign && is.text == want
	})
}
