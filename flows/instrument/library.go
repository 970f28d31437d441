package instrument

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"sync"
)

//go:embed definitions/*.yaml
var definitions embed.FS

// Library lists the definitions that come with the program. A version that was
// once released stays here: signed assessments refer to it.
func Library() []*Definition { return library() }

// library reads the embedded definitions once. A bad one is a fault of the build,
// which a test finds.
var library = sync.OnceValue(func() []*Definition {
	ds, err := read(definitions)
	if err != nil {
		panic(err)
	}
	return ds
})

// read parses all definitions of a file system.
func read(from fs.FS) ([]*Definition, error) {
	paths, err := fs.Glob(from, "*/*.yaml")
	if err != nil {
		return nil, err
	}
	var ds []*Definition
	seen := map[string]string{}
	for _, path := range paths {
		source, err := fs.ReadFile(from, path)
		if err != nil {
			return nil, err
		}
		d, err := Parse(path, source)
		if err != nil {
			return nil, err
		}
		key := d.ID + " " + d.Version
		if other, twice := seen[key]; twice {
			return nil, fmt.Errorf("%s and %s both define %s", other, path, key)
		}
		seen[key] = path
		ds = append(ds, d)
	}
	return ds, nil
}

// Get finds a definition in the version that was used.
func Get(id, version string) (*Definition, bool) {
	for _, d := range library() {
		if d.ID == id && d.Version == version {
			return d, true
		}
	}
	return nil, false
}

// Latest finds a definition's newest version.
func Latest(id string) (*Definition, bool) { return newest(library(), id) }

func newest(ds []*Definition, id string) (*Definition, bool) {
	var newest *Definition
	for _, d := range ds {
		if d.ID == id && (newest == nil || d.edition() > newest.edition()) {
			newest = d
		}
	}
	return newest, newest != nil
}

// edition is the version as a number.
func (d *Definition) edition() int {
	n, _ := strconv.Atoi(d.Version)
	return n
}
