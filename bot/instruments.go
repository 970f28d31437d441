package bot

import (
	"fmt"
	"io/fs"

	"asapbot/bot/store"
	"asapbot/flows/instrument"
)

// instrumentPrefix begins the keys of the questionnaires that were ever in the
// operators' folder; the value is the file.
const instrumentPrefix = "instrument/"

// Instruments reads the operators' questionnaires, once, before the bot runs. A
// version once loaded never changes, because answers were perhaps given to it: a
// file with the same id and version but other content is refused. What has gone from
// the folder is kept for the answers that there are, and offered no more. folder is
// nil where the operators have none.
func Instruments(state *store.Store, folder fs.FS) error {
	var offered, kept []*instrument.Definition
	if folder != nil {
		var err error
		if offered, err = instrument.Load(folder); err != nil {
			return err
		}
	}
	err := state.Update(func(tx store.Tx) error {
		here := map[string]bool{}
		for _, d := range offered {
			key := instrumentPrefix + d.ID + "/" + d.Version
			here[key] = true
			if err := keepSource(tx, key, d); err != nil {
				return err
			}
		}
		return tx.Scan(store.Meta, instrumentPrefix, "", func(key string, open func() ([]byte, error)) error {
			if here[key] {
				return nil
			}
			source, err := open()
			if err != nil {
				return err
			}
			d, err := instrument.Parse("a questionnaire that was in the folder once", source)
			kept = append(kept, d)
			return err
		})
	})
	if err != nil {
		return err
	}
	return instrument.Install(offered, kept)
}

// keepSource stores a definition's file, or refuses it where it is not the one that
// was there before.
func keepSource(tx store.Tx, key string, d *instrument.Definition) error {
	before, err := tx.Get(store.Meta, key)
	switch {
	case err != nil:
		return err
	case before == nil:
		return tx.Put(store.Meta, key, store.Common, d.Source())
	case string(before) != string(d.Source()):
		return fmt.Errorf("the questionnaire %s has changed and is still version %s: answers may refer to that one; give it the next version, or put the old file back", d.ID, d.Version)
	}
	return nil
}
