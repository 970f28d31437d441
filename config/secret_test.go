package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

func TestSecretIsNeverShown(t *testing.T) {
	const text = "hunter2"
	secret := NewSecret(text)
	within := struct{ inner Secret }{secret}
	config := Config{Secrets: Secrets{Password: secret, AccessToken: secret, MasterKey: secret}}

	var shown bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%o", "%T"} {
		for _, v := range []any{secret, &secret, within, config, &config, []Secret{secret}, map[string]Secret{"a": secret}} {
			fmt.Fprintf(&shown, verb+"\n", v)
		}
	}
	fmt.Fprintln(&shown, secret.String())
	for _, log := range []slog.Handler{slog.NewTextHandler(&shown, nil), slog.NewJSONHandler(&shown, nil)} {
		slog.New(log).Info("starts", "secret", secret, "config", config, "within", within)
	}
	for _, encode := range []func(any) ([]byte, error){json.Marshal, yaml.Marshal} {
		out, err := encode(map[string]any{"secret": secret, "config": config})
		if err != nil {
			t.Fatal(err)
		}
		shown.Write(out)
	}

	for _, form := range []string{text, fmt.Sprintf("%x", text), fmt.Sprintf("%X", text), fmt.Sprintf("%d", []byte(text))} {
		if strings.Contains(shown.String(), form) {
			t.Errorf("shown as %s:\n%s", form, shown.String())
		}
	}
	if secret.Reveal() != text || secret.Empty() || !(Secret{}).Empty() {
		t.Error("the secret is lost")
	}
}
