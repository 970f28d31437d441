package config

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// stage writes a configuration and the secrets of the example into a folder
// and gives the configuration's path.
func stage(t *testing.T, yaml string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "asapbot_password"), "open sesame\n", 0o600)
	write(t, filepath.Join(dir, "asapbot_access_token"), "syt_token", 0o600)
	write(t, filepath.Join(dir, "asapbot_mail_password"), "open the mail", 0o600)
	write(t, filepath.Join(dir, "asapbot_master_key"), base64.StdEncoding.EncodeToString(make([]byte, 32))+"\n", 0o600)
	path := filepath.Join(dir, "asapbot.yaml")
	write(t, path, strings.ReplaceAll(yaml, "/run/secrets/", ""), 0o644)
	return path
}

func write(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // the umask may have taken something away
		t.Fatal(err)
	}
}

func noEnv(string) string { return "" }

// switchedOff matches an option behind a "#" without a space.
var switchedOff = regexp.MustCompile(`(?m)^( *)#([a-z_]+:)`)

func TestExampleLoads(t *testing.T) {
	c, err := Load(stage(t, Example), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	want := Service{
		ID: "casa-aurora", Name: "Casa Aurora", Kind: "support", Language: "it", Zone: "Europe/Rome",
		Coordinators: []string{"@anna:example.org", "@lucia:example.org"}, Emergency: "112",
	}
	if got := c.Services[1]; !slices.Equal(got.Coordinators, want.Coordinators) || got.ID != want.ID || got.Name != want.Name ||
		got.Kind != want.Kind || got.Language != want.Language || got.Zone != want.Zone || got.Emergency != want.Emergency {
		t.Errorf("second service is %+v, want %+v", got, want)
	}
	if c.Homeserver != "https://matrix.example.org" || c.User != "@asapbot:example.org" || c.Data != "/data" {
		t.Errorf("read %q, %q, %q", c.Homeserver, c.User, c.Data)
	}
	if c.Pairing != (Pairing{time.Hour, 5, time.Hour}) || c.Contact.Within != 24*time.Hour || c.Divergence.Share != 0.2 || c.Review != (Review{60, 30, 7, 3, 3, 0.5}) || c.Trust != CrossSignedTOFU {
		t.Errorf("defaults are %+v %+v %+v %v", c.Pairing, c.Contact, c.Divergence, c.Trust)
	}
	if got := c.Secrets.Password.Reveal(); got != "open sesame" {
		t.Errorf("password is %q", got)
	}
	if got := c.Secrets.MasterKey.Reveal(); len(got) != 32 {
		t.Errorf("master key has %d bytes", len(got))
	}
}

func TestExampleLoadsWithEverythingSwitchedOn(t *testing.T) {
	c, err := Load(stage(t, switchedOff.ReplaceAllString(Example, "$1$2")), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if c.Secrets.AccessToken.Reveal() != "syt_token" || c.Secrets.DeviceID != "QBUAZIFURK" {
		t.Error("access token or device is not what the files say")
	}
}

// TestExampleIsTheTable reads the example's options, those switched off too,
// and holds that they are those of the table: same order, same words, same
// defaults.
func TestExampleIsTheTable(t *testing.T) {
	var found []string
	var comment strings.Builder
	section := ""
	for line := range strings.Lines(switchedOff.ReplaceAllString(Example, "$1$2")) {
		bare := strings.TrimSpace(line)
		if text, ok := strings.CutPrefix(bare, "#"); ok {
			comment.WriteString(text)
			continue
		}
		key, rest, isKey := strings.Cut(strings.TrimPrefix(bare, "- "), ":")
		if !isKey || strings.HasPrefix(key, `"`) {
			comment.Reset()
			continue
		}
		if line[0] != ' ' {
			section = ""
		}
		option, known := byName(section + key)
		switch {
		case !known && key == "services":
			section = perService
		case !known && isSection(key):
			section = key + "."
		case !known:
			t.Errorf("example has %s, the table has not", section+key)
		case slices.Contains(found, option.Name):
			// the second service repeats what the first explains
		default:
			found = append(found, option.Name)
			explains(t, option, strings.Join(strings.Fields(comment.String()), " "))
			if value := strings.Trim(strings.TrimSpace(rest), `"`); option.Default != "" && option.Name != "data" && value != option.Default {
				t.Errorf("example shows %s: %s, the default is %s", option.Name, value, option.Default)
			}
		}
		comment.Reset()
	}
	var table []string
	for _, o := range Options() {
		table = append(table, o.Name)
	}
	if !slices.Equal(found, table) {
		t.Errorf("example has %v\n  table has %v", found, table)
	}
}

func explains(t *testing.T, o Option, comment string) {
	t.Helper()
	if !strings.Contains(comment, o.Meaning) {
		t.Errorf("example says of %s %q, the table says %q", o.Name, comment, o.Meaning)
	}
	if o.Env != "" && !strings.Contains(comment, o.Env) {
		t.Errorf("example does not name %s", o.Env)
	}
	if o.Name == perService+"language" && !strings.Contains(comment, strings.Join(Languages, ", ")) {
		t.Errorf("example does not name the languages %v", Languages)
	}
}
