package instrument

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Fault is one thing that is wrong in a definition, and the path to it: keys and
// indices.
type Fault struct {
	Path []any
	Text string
}

// report words the faults in the order of the file.
func report(faults []Fault, name string, tree *ast.File) error {
	type placed struct {
		line, column int
		text         string
	}
	var all []placed
	for _, f := range faults {
		line, column := position(tree, f.Path)
		all = append(all, placed{line, column, f.Text})
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	var errs []error
	for _, f := range all {
		errs = append(errs, fmt.Errorf("%s:%d:%d: %s", name, f.line, f.column, f.text))
	}
	return errors.Join(errs...)
}

// syntax words a fault that the YAML reader found.
func syntax(name string, err error) error {
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		p := at.GetToken().Position
		return fmt.Errorf("%s:%d:%d: %s", name, p.Line, p.Column, at.GetMessage())
	}
	return fmt.Errorf("%s: %w", name, err)
}

// position finds a fault's place in the file. Where the part itself is missing it
// is the place of what should contain it.
func position(tree *ast.File, path []any) (line, column int) {
	for ; len(path) > 0; path = path[:len(path)-1] {
		b := (&yaml.PathBuilder{}).Root()
		for _, step := range path {
			switch step := step.(type) {
			case string:
				b = b.Child(step)
			case int:
				b = b.Index(uint(step))
			}
		}
		if node, err := b.Build().FilterFile(tree); err == nil && node != nil {
			p := start(node).Position
			return p.Line, p.Column
		}
	}
	return 1, 1
}

// start is the first token of a part: of a block of keys its first key, where the
// YAML reader takes the colon after it.
func start(node ast.Node) *token.Token {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return node.GetToken()
}
