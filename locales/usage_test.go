package locales

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// usage is the messages that sources use, and where.
type usage struct {
	literals map[string]string // all that could be IDs or prefixes
	said     map[string]string // those that surely are
	core     map[string]string // the IDs among the literals of flows
}

// uses reports whether the sources use the message.
func (u usage) uses(id string) bool {
	if u.literals[id] != "" || u.said[id] != "" {
		return true
	}
	return slices.ContainsFunc(keys(u.literals), func(prefix string) bool {
		return isPrefix(prefix) && strings.HasPrefix(id, prefix)
	})
}

// messages are the IDs and prefixes that must be messages, given those that are.
func (u usage) messages(known []string) map[string]string {
	must := maps.Clone(u.said)
	areas := map[string]bool{}
	for _, id := range append(known, keys(u.said)...) {
		if area, _, dotted := strings.Cut(id, "."); dotted {
			areas[area] = true
		}
	}
	for id, where := range u.core {
		if area, _, _ := strings.Cut(id, "."); areas[area] {
			must[id] = where
		}
	}
	return must
}

// anID is an ID or a prefix. An ID without a dot is too much like other words to
// be one by its looks; it counts where it is surely said.
var (
	anID     = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*\.?$`)
	aLiteral = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.[a-z0-9_]*$`)
)

func isPrefix(id string) bool { return strings.HasSuffix(id, ".") || strings.HasSuffix(id, "_") }

// usedIn reads the sources under the roots, those of tests excepted.
func usedIn(fsys fs.FS, roots ...string) (usage, error) {
	u := usage{map[string]string{}, map[string]string{}, map[string]string{}}
	for _, root := range roots {
		if _, err := fs.Stat(fsys, root); err != nil {
			continue
		}
		err := fs.WalkDir(fsys, root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(fsys, path)
			if err != nil {
				return err
			}
			return u.read(path, text)
		})
		if err != nil {
			return usage{}, err
		}
	}
	return u, nil
}

// read adds what one source uses.
func (u usage) read(path string, text []byte) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	where := func(n ast.Node) string { return fmt.Sprintf("%s:%d", path, set.Position(n.Pos()).Line) }
	say := func(n ast.Node) {
		if id := literal(n); anID.MatchString(id) {
			u.said[id] = where(n)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			id := literal(n)
			if !aLiteral.MatchString(id) {
				break
			}
			u.literals[id] = where(n)
			if strings.HasPrefix(path, "flows/") && !isPrefix(id) {
				u.core[id] = where(n)
			}
		case *ast.CallExpr:
			if f := qualified(n.Fun); (f == "message.New" || f == "message.ID") && len(n.Args) > 0 {
				say(n.Args[0])
			}
		case *ast.CompositeLit:
			if qualified(n.Type) != "message.Message" {
				break
			}
			for _, element := range n.Elts {
				if field, ok := element.(*ast.KeyValueExpr); ok && fmt.Sprint(field.Key) == "ID" {
					say(field.Value)
				}
			}
		}
		return true
	})
	return nil
}

// literal is the text of a string literal, or of the one that a + begins with.
func literal(n ast.Node) string {
	switch n := n.(type) {
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			text, _ := strconv.Unquote(n.Value) // the parser read it already
			return text
		}
	case *ast.BinaryExpr:
		if n.Op == token.ADD {
			return literal(n.X)
		}
	}
	return ""
}

// qualified is a name such as message.New.
func qualified(n ast.Node) string {
	selector, ok := n.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	return fmt.Sprint(selector.X) + "." + selector.Sel.Name
}
