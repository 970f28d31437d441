package instrument

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

//go:embed definitions/*.yaml
var definitions embed.FS

// Library lists the definitions that can be begun: those that come with the
// program and those of the operators. A bundled version that was once released stays
// here: signed assessments refer to it.
func Library() []*Definition { return slices.Concat(bundled(), installed.Load().offered) }

// bundled reads the embedded definitions once. A bad one is a fault of the build,
// which a test finds.
var bundled = sync.OnceValue(func() []*Definition {
	sub, err := fs.Sub(definitions, "definitions")
	if err != nil {
		panic(err)
	}
	ds, err := Load(sub)
	if err != nil {
		panic(err)
	}
	return ds
})

// additions are the operators' definitions.
type additions struct{ offered, kept []*Definition }

// installed is set once, by the program's start, before anything runs that reads it:
// to the core the definitions are constants. Step stays pure, because what a version
// says never changes; who calls Install has made sure of that.
var installed atomic.Pointer[additions]

func init() { installed.Store(new(additions)) }

// Install adds the operators' definitions to the library: offered are those that can
// be begun, kept those that are only read, for the answers that were given to them.
func Install(offered, kept []*Definition) error {
	ours := map[string]bool{}
	for _, d := range bundled() {
		ours[d.ID] = true
	}
	for _, d := range offered {
		if ours[d.ID] {
			return fmt.Errorf("the program has a questionnaire %s of its own: give yours another id", d.ID)
		}
	}
	installed.Store(&additions{offered: offered, kept: kept})
	return nil
}

// Load reads the definitions of a folder: each file whose name ends in .yaml. The
// error names every fault of every file.
func Load(from fs.FS) ([]*Definition, error) {
	files, err := fs.ReadDir(from, ".")
	if err != nil {
		return nil, err
	}
	var ds []*Definition
	var faults []error
	seen := map[string]string{}
	for _, file := range files {
		path := file.Name()
		if !strings.HasSuffix(path, ".yaml") {
			continue
		}
		source, err := fs.ReadFile(from, path)
		if err != nil {
			return nil, err
		}
		d, err := Parse(path, source)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		key := d.ID + " " + d.Version
		if other, twice := seen[key]; twice {
			faults = append(faults, fmt.Errorf("%s and %s both define %s", other, path, key))
		}
		seen[key] = path
		ds = append(ds, d)
	}
	return ds, errors.Join(faults...)
}

// Get finds a definition in the version that was used.
func Get(id, version string) (*Definition, bool) {
	for _, ds := range [][]*Definition{bundled(), installed.Load().offered, installed.Load().kept} {
		for _, d := range ds {
			if d.ID == id && d.Version == version {
				return d, true
			}
		}
	}
	return nil, false
}

// Latest finds a definition's newest version.
func Latest(id string) (*Definition, bool) { return newest(Library(), id) }

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
