package locales

import (
	"text/template"
	"text/template/parse"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// forms are the plural forms of a message by their names in CLDR.
func forms(m *i18n.Message) map[string]string {
	return map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "other": m.Other}
}

// counts reports whether a message has a form for some number.
func counts(m *i18n.Message) bool {
	return m != nil && m.Zero+m.One+m.Two+m.Few+m.Many != ""
}

// wanted are the forms that the language has for the numbers that the bot
// counts to, sorted. (Italian has one more for a million.)
func wanted(lang string) []string {
	names := map[plural.Form]string{
		plural.Zero: "zero", plural.One: "one", plural.Two: "two",
		plural.Few: "few", plural.Many: "many", plural.Other: "other",
	}
	need := map[string]bool{}
	for n := range 1000 {
		need[names[plural.Cardinal.MatchPlural(language.Make(lang), n, 0, 0, 0, 0)]] = true
	}
	return keys(need)
}

// fieldsOf are the fields in any of the message's forms, sorted.
func fieldsOf(m *i18n.Message) ([]string, error) {
	fields := map[string]bool{}
	for _, text := range forms(m) {
		tmpl, err := template.New("").Parse(text)
		if err != nil {
			return nil, err
		}
		if tmpl.Tree != nil {
			collect(tmpl.Root, fields)
		}
	}
	return keys(fields), nil
}

// collect adds the fields in the node.
func collect(n parse.Node, fields map[string]bool) {
	branch := func(b parse.BranchNode) {
		collect(b.Pipe, fields)
		collect(b.List, fields)
		if b.ElseList != nil {
			collect(b.ElseList, fields)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			collect(child, fields)
		}
	case *parse.ActionNode:
		collect(n.Pipe, fields)
	case *parse.PipeNode:
		for _, command := range n.Cmds {
			for _, arg := range command.Args {
				collect(arg, fields)
			}
		}
	case *parse.IfNode:
		branch(n.BranchNode)
	case *parse.WithNode:
		branch(n.BranchNode)
	case *parse.RangeNode:
		branch(n.BranchNode)
	case *parse.FieldNode:
		fields[n.Ident[0]] = true
	case *parse.VariableNode: // $.Field
		if len(n.Ident) > 1 {
			fields[n.Ident[1]] = true
		}
	}
}
