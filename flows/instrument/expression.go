package instrument

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// maxExpression is how long an expression may be, in characters.
const maxExpression = 2000

// expression is one of a form's conditions, ready to be evaluated.
type expression struct {
	program  *vm.Program
	operands []operand
}

// compileExpression makes an expression ready. A fault says in which column it
// is.
func compileExpression(written string, resolve func(string) (operand, string)) (*expression, *misplaced) {
	if utf8.RuneCountInString(written) > maxExpression {
		return nil, &misplaced{maxExpression, fmt.Sprintf("an expression has at most %d characters", maxExpression)}
	}
	t, wrong := translate(written, resolve)
	if wrong != nil {
		return nil, wrong
	}
	tree, err := parser.Parse(t.source)
	if err != nil {
		return nil, t.unread(written, err)
	}
	if wrong := (&kinds{translation: t}).conditional(tree.Node); wrong != nil {
		return nil, wrong
	}
	e := &expression{operands: t.operands}
	e.program, err = expr.Compile(t.source, expr.Env(e.environment(nil, "")), expr.AsBool(), expr.DisableAllBuiltins())
	if err != nil {
		return nil, t.unread(written, err)
	}
	return e, nil
}

// unread words what the evaluator's own reader does not understand.
func (t translation) unread(written string, err error) *misplaced {
	var at *file.Error
	if errors.As(err, &at) && at.From < len(strings.TrimRight(t.source, " ")) {
		return &misplaced{t.column(at.From), "this cannot stand here"}
	}
	return &misplaced{utf8.RuneCountInString(strings.TrimRight(written, " \n")) + 1, "the expression ends too early"}
}

// holds evaluates an expression over answers; value is what a constraint is
// about. What is not answered is empty: it equals nothing but ”, and is neither
// more nor less than anything.
func (e *expression) holds(a Answers, value string) bool {
	holds, err := e.run(a, value)
	return err != nil || holds // it cannot fail; to ask once too often would do no harm
}

func (e *expression) run(a Answers, value string) (bool, error) {
	holds, err := expr.Run(e.program, e.environment(a, value))
	return holds == true, err
}

// environment is what an expression's names stand for.
func (e *expression) environment(a Answers, value string) map[string]any {
	env := map[string]any{"answered": answered, "selected": selected, "count_selected": countSelected}
	for i, o := range e.operands {
		env["v"+strconv.Itoa(i)] = o.value(a, value)
	}
	return env
}

// value is what an operand is worth. Numbers and dates are numbers, of days for a
// date; one that there is not is NaN, which every comparison refuses.
func (o operand) value(a Answers, own string) any {
	counts := o.kind == aNumber || o.kind == aDate
	written := a[o.lookup]
	switch {
	case o.lookup == "" && counts:
		return o.number
	case o.lookup == "":
		return o.text
	case o.lookup == self:
		written = own
	}
	switch {
	case o.kind == aDate:
		return days(written)
	case o.kind == aNumber:
		if n, err := strconv.ParseFloat(written, 64); err == nil {
			return n
		}
		return math.NaN()
	case o.kind == aChoice && written == NoneChosen:
		return ""
	}
	return written
}

// days counts a day from the first of 1970; NaN for what is no day.
func days(written string) float64 {
	day, err := time.Parse(time.DateOnly, written)
	if err != nil {
		return math.NaN()
	}
	return math.Round(day.Sub(time.Unix(0, 0)).Hours() / 24)
}

func answered(value any) bool {
	if n, counts := value.(float64); counts {
		return !math.IsNaN(n)
	}
	return value != ""
}

func selected(chosen, name string) bool {
	return strings.Contains(" "+chosen+" ", " "+strings.TrimSpace(name)+" ")
}

func countSelected(chosen string) float64 { return float64(len(strings.Fields(chosen))) }
