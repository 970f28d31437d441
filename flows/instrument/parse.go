package instrument

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
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
	if faults := d.Check(); len(faults) > 0 {
		return nil, report(faults, name, tree)
	}
	d.source = bytes.Clone(source)
	d.learn()
	d.prepare()
	return d, nil
}

// Check names everything that is wrong in a definition that was put together
// otherwise than by Parse, and fills in what may be left out. It is done once.
func (d *Definition) Check() []Fault {
	d.index()
	c := check{definition: d}
	c.all()
	return c.faults
}
