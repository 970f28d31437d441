package matrix

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

// A crypto store that may not grow any more, or not be written at all, is told apart
// from a homeserver that does not answer, and from a file that is damaged.
func TestCryptoStoreThatCannotBeWritten(t *testing.T) {
	db, err := openDatabase(filepath.Join(t.TempDir(), "crypto.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.RawDB.SetMaxOpenConns(1) // the limits below are one connection's
	run := func(query string) error {
		_, err := db.Exec(t.Context(), query)
		return err
	}
	for _, query := range []string{"CREATE TABLE keys (key BLOB)", "PRAGMA max_page_count=1"} {
		if err := run(query); err != nil {
			t.Fatal(err)
		}
	}
	full := run("INSERT INTO keys VALUES (zeroblob(100000))")
	if err := run("PRAGMA query_only(1)"); err != nil {
		t.Fatal(err)
	}
	readOnly := run("DELETE FROM keys")
	for _, err := range []error{full, readOnly} {
		if err == nil || !errors.Is(unwritten(fmt.Errorf("matrix: take in keys: %w", err)), ErrStore) {
			t.Errorf("got %v", err)
		}
	}
	for _, err := range []error{nil, errors.New("connection refused"), run("SELECT nothing")} {
		if errors.Is(unwritten(err), ErrStore) {
			t.Errorf("%v counts as the disk's", err)
		}
	}
}
