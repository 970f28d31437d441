package instrument

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// kind is what a value of an expression is.
type kind string

// The kinds, as faults name them.
const (
	aText      kind = "a text"
	aChoice    kind = "a choice"
	aNumber    kind = "a number"
	aDate      kind = "a date"
	aCondition kind = "a condition"
)

// kindOf is the kind of a question's answers.
func kindOf(q Question) kind {
	switch q.Type {
	case TypeSelectOne, TypeSelectMultiple:
		return aChoice
	case TypeInteger, TypeDecimal:
		return aNumber
	case TypeDate:
		return aDate
	}
	return aText
}

// kinds checks that an expression compares and counts only what can be. It knows
// every part that a translation can have and refuses all others, so that what it
// passes cannot fail when it is evaluated.
type kinds struct {
	translation
	wrong *misplaced
}

// conditional checks that the whole is a condition.
func (k *kinds) conditional(node ast.Node) *misplaced {
	if is := k.of(node); k.wrong == nil && is != aCondition {
		k.fault(node, "this is %s and should be a condition", is)
	}
	return k.wrong
}

func (k *kinds) fault(node ast.Node, format string, args ...any) kind {
	if k.wrong == nil {
		k.wrong = &misplaced{k.column(node.Location().From), fmt.Sprintf(format, args...)}
	}
	return aCondition
}

func (k *kinds) of(node ast.Node) kind {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		if o, ok := k.named(n); ok {
			return o.kind
		}
	case *ast.UnaryNode:
		return k.unary(n)
	case *ast.BinaryNode:
		return k.binary(n)
	case *ast.CallNode:
		return k.call(n)
	}
	return k.fault(node, "this cannot stand here")
}

// named is the operand that a name of the translation stands for.
func (k *kinds) named(node ast.Node) (operand, bool) {
	id, ok := node.(*ast.IdentifierNode)
	if !ok {
		return operand{}, false
	}
	i := -1
	if _, err := fmt.Sscanf(id.Value, "v%d", &i); err != nil || i < 0 || i >= len(k.operands) {
		return operand{}, false
	}
	return k.operands[i], true
}

func (k *kinds) unary(n *ast.UnaryNode) kind {
	is := k.of(n.Node)
	switch {
	case n.Operator == "not" && is == aCondition, n.Operator == "-" && is == aNumber:
		return is
	case n.Operator == "not":
		return k.fault(n, "not() is about a condition, and this is %s", is)
	}
	return k.fault(n, "%s stands before %s", n.Operator, is)
}

func (k *kinds) binary(n *ast.BinaryNode) kind {
	a, b := k.of(n.Left), k.of(n.Right)
	switch n.Operator {
	case "and", "or":
		if a != aCondition || b != aCondition {
			return k.fault(n, "%q connects conditions, and here it connects %s and %s", n.Operator, a, b)
		}
		return aCondition
	case "==", "!=":
		return k.equality(n, a, b)
	case "<", "<=", ">", ">=":
		if a != b || a != aNumber && a != aDate {
			return k.fault(n, "%s cannot be compared with %s by %s", a, b, n.Operator)
		}
		return aCondition
	}
	return k.sum(n, a, b)
}

// equality compares what is of one kind; a choice is compared with a name that is
// on its list, since anything else would be a slip that nobody notices.
func (k *kinds) equality(n *ast.BinaryNode, a, b kind) kind {
	switch {
	case a == aChoice && b == aText:
		return k.listed(n.Left, n.Right)
	case a == aText && b == aChoice:
		return k.listed(n.Right, n.Left)
	case a != b || a == aCondition:
		return k.fault(n, "%s cannot be compared with %s", a, b)
	}
	return aCondition
}

// listed checks that a written value can be chosen.
func (k *kinds) listed(of, value ast.Node) kind {
	chosen, _ := k.named(of)
	written, _ := k.named(value)
	if written.lookup != "" {
		return aCondition // another question's words
	}
	for _, name := range strings.Fields(written.text) {
		if !slices.Contains(chosen.choices, name) {
			return k.fault(value, "'%s' is not among the values that ${%s} can have", name, chosen.lookup)
		}
	}
	return aCondition
}

// sum is a calculation. A date and a number of days give a date, and two dates the
// days between them.
func (k *kinds) sum(n *ast.BinaryNode, a, b kind) kind {
	switch {
	case a == aNumber && b == aNumber && slices.Contains([]string{"+", "-", "*", "/"}, n.Operator):
		return aNumber
	case a == aDate && b == aNumber && (n.Operator == "+" || n.Operator == "-"):
		return aDate
	case a == aDate && b == aDate && n.Operator == "-":
		return aNumber
	}
	return k.fault(n, "%s and %s cannot be calculated with %s", a, b, n.Operator)
}

func (k *kinds) call(n *ast.CallNode) kind {
	called, _ := n.Callee.(*ast.IdentifierNode)
	var about operand
	if len(n.Arguments) > 0 {
		about, _ = k.named(n.Arguments[0])
	}
	switch {
	case called != nil && called.Value == "answered":
		return aCondition
	case called == nil || called.Value != "selected" && called.Value != "count_selected":
	case about.kind != aChoice:
		return k.fault(n, "%s is about a question with choices, as in %[1]s(${name}...)", strings.ReplaceAll(called.Value, "_", "-"))
	case called.Value == "count_selected" && len(n.Arguments) == 1:
		return aNumber
	case called.Value == "selected" && len(n.Arguments) == 2:
		if o, ok := k.named(n.Arguments[1]); ok && o.kind == aText && o.lookup == "" && len(strings.Fields(o.text)) == 1 {
			return k.listed(n.Arguments[0], n.Arguments[1])
		}
		return k.fault(n.Arguments[1], "the second part of selected is the name of a choice in quotation marks")
	}
	return k.fault(n, "this cannot stand here")
}
