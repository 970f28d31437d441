package matrix

import (
	"errors"
	"path/filepath"
	"testing"

	"maunium.net/go/mautrix/id"
)

// The two doors of the crypto store that a blind confirmation of emojis must
// not open.
func TestStoreGivesNoTrust(t *testing.T) {
	ctx := t.Context()
	c := &Client{opt: Options{Database: filepath.Join(t.TempDir(), "crypto.db"), PickleKey: []byte("k")}, stop: func() {}}
	if err := c.openStore(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	const bot, anna id.UserID = "@bot:x", "@anna:x"
	c.store.user = bot

	verified := &id.Device{UserID: anna, DeviceID: "D", IdentityKey: "i", SigningKey: "s", Trust: id.TrustStateVerified}
	if err := c.store.PutDevice(ctx, anna, verified); err != nil {
		t.Fatal(err)
	}
	stored, err := c.store.GetDevice(ctx, anna, "D")
	if err != nil || stored.Trust != id.TrustStateUnset {
		t.Errorf("stored %+v, %v", stored, err)
	}

	for _, master := range []id.Ed25519{"first", "exchanged"} {
		if err := c.store.PutCrossSigningKey(ctx, anna, id.XSUsageMaster, master); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []struct {
		name   string
		signed id.UserID
		key    id.Ed25519
		signer id.UserID
		ok     bool
	}{
		{"ours over the first", anna, "first", bot, true},
		{"ours over another", anna, "exchanged", bot, false},
		{"ours over a stranger", "@nobody:x", "first", bot, false},
		{"ours over our own", bot, "own", bot, true},
		{"her own", anna, "exchanged", anna, true},
	} {
		err := c.store.PutSignature(ctx, s.signed, s.key, s.signer, "by", "signature")
		if s.ok != (err == nil) || (err != nil && !errors.Is(err, errNotPinned)) {
			t.Errorf("%s: %v", s.name, err)
		}
		kept, err := c.store.IsKeySignedBy(ctx, s.signed, s.key, s.signer, "by")
		if err != nil || kept != s.ok {
			t.Errorf("%s: kept is %v, %v", s.name, kept, err)
		}
	}
}
