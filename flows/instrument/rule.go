package instrument

import (
	"errors"
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// Rule gives a level where its condition holds. All rules are read on every
// scale and the highest level counts. A rule that gives "not enough information"
// takes the place of whatever is below high.
type Rule struct {
	// ID names the rule's message, "rule." + ID.
	ID    string `yaml:"id"`
	When  string `yaml:"when"` // an expression over terms
	Level string `yaml:"level"`

	program *vm.Program
}

// terms are all that a rule can speak of. They cover the items of one scale only,
// so that a rule about other items cannot fire there.
type terms struct {
	Share        float64 `expr:"share"`         // points, of the maximum of the items that apply: 0 to 1
	UnknownShare float64 `expr:"unknown_share"` // not known, of the items that apply: 0 to 1
	Critical     int     `expr:"critical"`      // items that weigh as critical, the immediate ones among them
	Immediate    int     `expr:"immediate"`     // items that weigh as immediate
	// Current reports whether at least one of the named items is answered with a
	// current choice.
	Current func(names ...string) bool `expr:"current"`
}

// compile checks a rule's condition and makes it ready. What it may contain is
// listed in allowed, so that a condition that compiles cannot fail later.
func (d *Definition) compile(r *Rule) error {
	words := allowed{definition: d}
	program, err := expr.Compile(r.When,
		expr.Env(terms{}), expr.AsBool(), expr.DisableAllBuiltins(), expr.Patch(&words))
	var at *file.Error
	if errors.As(err, &at) {
		return fmt.Errorf("%s (column %d of the condition)", at.Message, at.Column+1)
	}
	if err != nil {
		return err
	}
	if words.fault != nil {
		return words.fault
	}
	r.program = program
	return nil
}

// fires evaluates a rule. A condition that fails counts as one that holds: a
// fault must never make a level lower.
func (r Rule) fires(t terms) bool {
	holds, err := expr.Run(r.program, t)
	return err != nil || holds == true
}

// allowed walks through a condition and notes what a rule may not contain:
// anything but and, or, not, comparisons, a fraction such as 1/3, the terms, and
// names of questions.
type allowed struct {
	definition *Definition
	fault      error
}

// Visit is called by expr for each part of a condition.
func (a *allowed) Visit(node *ast.Node) {
	what := ""
	switch n := (*node).(type) {
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
	case *ast.CallNode:
		if len(n.Arguments) == 0 {
			what = "a call without the name of an item"
		}
	case *ast.IdentifierNode:
		if n.Value == "$env" {
			what = "$env"
		}
	case *ast.StringNode:
		if q, ok := a.definition.Question(n.Value); !ok || !q.Selects() {
			what = fmt.Sprintf("%q, which is no question with choices", n.Value)
		}
	case *ast.UnaryNode:
		if n.Operator != "not" && n.Operator != "!" {
			what = "the operator " + n.Operator
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "or", "&&", "||", "==", "!=", "<", "<=", ">", ">=", "/":
		default:
			what = "the operator " + n.Operator
		}
	default:
		what = "this kind of expression"
	}
	if what != "" && a.fault == nil {
		a.fault = fmt.Errorf("a rule may not contain %s (column %d of the condition)",
			what, (*node).Location().From+1)
	}
}
