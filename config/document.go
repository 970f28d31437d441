package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// document reads the whole file and says whether it is one that can be judged.
func (r *reading) document(content []byte) bool {
	file, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.fault(syntax(err))
		return false
	}
	var bodies []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	switch len(bodies) {
	case 0:
		r.fault(0, "is empty: start from the commented example")
		return false
	case 1:
		return r.mapping("", bodies[0], r.lines)
	}
	r.fault(bodies[1].GetToken().Position.Line, "a second document begins here: keep all options in one, without --- lines")
	return false
}

// syntax words what is no YAML.
func syntax(err error) (int, string) {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return 0, "is not YAML: compare it with the commented example"
	}
	what := at.GetMessage()
	if strings.Contains(what, "reserved character") {
		what += ": put the value in quotes"
	}
	return at.GetToken().Position.Line, "is not YAML: " + what
}

// mapping reads the keys of one level, notes their lines, and says whether
// there are any.
func (r *reading) mapping(level string, node ast.Node, lines map[string]int) bool {
	m, ok := node.(*ast.MappingNode)
	if !ok {
		r.fault(node.GetToken().Position.Line, "write options here, each in a line of its own, as in the commented example")
		return false
	}
	for _, entry := range m.Values {
		key := entry.Key.GetToken()
		name, line := level+key.Value, key.Position.Line
		if first, twice := lines[name]; twice {
			r.fault(line, fmt.Sprintf("%s is there twice (first in line %d): delete one", key.Value, first))
			continue
		}
		lines[name] = line
		if strings.ContainsAny(key.Value, ".[]") {
			r.fault(line, "unknown option "+key.Value+": write each level in a line of its own, as in the commented example")
			continue
		}
		r.entry(name, line, entry.Value)
	}
	return true
}

// entry reads one key: an option, a section, the services, or a mistake.
func (r *reading) entry(name string, line int, node ast.Node) {
	option, isOption := byName(name)
	plain, isSecret := inline(name)
	switch {
	case isOption:
		r.option(option, line, node)
	case name == "services":
		r.services(line, node)
	case isSection(name) && node.Type() == ast.NullType:
		r.fault(line, name+" holds nothing: indent its options below it, or delete the line")
	case isSection(name):
		r.mapping(name+".", node, r.lines)
	case isSecret:
		r.fault(line, fmt.Sprintf("a secret does not belong into this file: write it into a file of its own and name that in %s, or set %s", plain.Name, plain.Env))
	default:
		r.fault(line, unknown(name))
	}
}

// inline finds the option that should have named the file, where a secret
// itself was written: password for secrets.password_file, at any level, and
// mail.password for secrets.mail_password_file.
func inline(name string) (Option, bool) {
	if o, ok := byName("secrets." + strings.ReplaceAll(name, ".", "_") + "_file"); ok {
		return o, true
	}
	return byName("secrets." + keyOf(name) + "_file")
}

// services reads the list of services.
func (r *reading) services(line int, node ast.Node) {
	list, ok := node.(*ast.SequenceNode)
	if !ok || len(list.Values) == 0 {
		r.fault(line, "services must be a list with at least one service, each beginning with - id:")
		return
	}
	first := map[string]int{}
	for _, item := range list.Values {
		r.config.Services = append(r.config.Services, Service{})
		r.defaults(isPerService)
		lines := map[string]int{}
		at := item.GetToken().Position.Line
		if r.mapping(perService, item, lines) {
			r.missing(lines, at, isPerService)
		}
		r.coordinators = append(r.coordinators, lines[perService+"coordinators"])
		id := r.config.service().ID
		if earlier, twice := first[id]; twice && id != "" {
			r.fault(lines[perService+"id"], fmt.Sprintf("id is that of the service in line %d: give each service its own", earlier))
			continue
		}
		first[id] = at
	}
}

// option reads the value or values of one option.
func (r *reading) option(o Option, line int, node ast.Node) {
	list, isList := node.(*ast.SequenceNode)
	switch {
	case node.Type() == ast.NullType:
		r.fault(line, show(o)+" has no value: write "+o.kind)
	case isList != o.list || isList && len(list.Values) == 0:
		r.fault(line, show(o)+" must be "+o.kind)
	case isList:
		for _, item := range list.Values {
			r.scalar(o, item)
		}
	default:
		r.scalar(o, node)
	}
}

// scalar reads one plain or quoted text, number or truth value. Nothing else
// of YAML (anchors, tags, blocks of text) is of use here.
func (r *reading) scalar(o Option, node ast.Node) {
	token := node.GetToken()
	switch node.Type() {
	case ast.StringType, ast.IntegerType, ast.FloatType, ast.BoolType:
		r.set(o, token.Position.Line, token.Value)
	default:
		r.fault(token.Position.Line, show(o)+" must be "+o.kind)
	}
}
