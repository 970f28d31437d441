package instrument

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Parse reads and checks one definition. The error names every fault with its
// place in the file, so that whoever writes a questionnaire can mend it at once.
func Parse(name string, source []byte) (*Definition, error) {
	tree, err := parser.ParseBytes(source, 0)
	if err != nil {
		return nil, syntax(name, err)
	}
	d := new(Definition)
	decoder := yaml.NewDecoder(bytes.NewReader(source), yaml.Strict())
	if err := decoder.Decode(d); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: the file is empty", name)
		}
		return nil, syntax(name, err)
	}
	if len(tree.Docs) > 1 {
		return nil, fmt.Errorf("%s: one file holds one definition", name)
	}
	d.index()
	c := check{definition: d}
	c.all()
	if len(c.faults) > 0 {
		return nil, c.report(name, tree)
	}
	d.learn()
	d.prepare()
	return d, nil
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
