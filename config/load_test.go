package config

import (
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// small is the least that loads.
const small = `homeserver: https://matrix.example.org
user: "@asapbot:example.org"
secrets:
  master_key_file: asapbot_master_key
services:
  - id: casa
    name: Casa
    kind: support
    language: it
    zone: Europe/Rome
    coordinators: ["@anna:example.org"]
`

func TestLoadLeavesDefaults(t *testing.T) {
	path := stage(t, small)
	c, err := Load(path, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(filepath.Dir(path), "data"); c.Data != want {
		t.Errorf("data is %q, want %q", c.Data, want)
	}
	if c.Federation || c.Log != slog.LevelInfo || c.Sweep != "@every 1s" || c.Trust != CrossSignedTOFU || c.Services[0].Emergency != "112" || c.Services[0].Digest != "0 8 * * MON" {
		t.Errorf("defaults are %+v", c)
	}
	if !c.Secrets.Password.Empty() || !c.Secrets.AccessToken.Empty() || c.Secrets.DeviceID != "" {
		t.Error("a secret came from nowhere")
	}
}

func TestLoadReadsWhatIsWritten(t *testing.T) {
	c, err := Load(stage(t, small+`    emergency: 113
trust: cross-signed-verified
federation: true
log: debug
sweep: "* * * * *"
pairing: {code_valid: 90m, wrong_codes: 3, closed_for: 2h}
contact: {within: 12h}
divergence: {share: 1}
review: {low_days: 90, young: 1}
alerts: {working: 5m, kinds: "weapon 2m, child 10m"}
`), noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if c.Trust != CrossSignedVerified || !c.Federation || c.Log != slog.LevelDebug || c.Sweep != "* * * * *" ||
		c.Pairing != (Pairing{90 * time.Minute, 3, 2 * time.Hour}) || c.Contact.Within != 12*time.Hour || c.Divergence.Share != 1 ||
		c.Review != (Review{90, 30, 7, 3, 3, 1}) ||
		c.Alerts.Working != 5*time.Minute || c.Alerts.Outside != 30*time.Minute ||
		!maps.Equal(c.Alerts.Kinds, map[string]time.Duration{"weapon": 2 * time.Minute, "child": 10 * time.Minute}) ||
		c.Services[0].Emergency != "113" {
		t.Errorf("read %+v", c)
	}
}

// TestLoadTellsEveryFaultAtOnce is one file with all that can be wrong.
func TestLoadTellsEveryFaultAtOnce(t *testing.T) {
	yaml := `homserver: matrix.example.org
user: asapbot
password: hunter2
trust: everybody
federation: maybe
log: loud
sweep: "0 3 * * *"
secrets:
  password_file: not-there
  access_token: hunter2
  master_key_file: .
  device_id: ABC
pairing:
  code_vald: 1h
  wrong_codes: 0
  closed_for: 1 hour
contact:
  within:
divergence:
  share: 20
  share: 0.5
timezone: Europe/Rome
code_valid: 1h
pairing.code_valid: 1h
services:
  - id: casa
    name: Casa
    kind: shelter
    language: tlh
    zone: Europe/Roma
    coordinators: ["@anna:example.org", lucia]
    emergency: help
    digest: every Monday
  - id: casa
    name: ""
    kind: agency
    language: en
    zone: Local
    coordinators: "@anna:example.org"
  - nothing
`
	want := `asapbot.yaml:1: unknown option homserver: did you mean homeserver?
asapbot.yaml:2: user must be a Matrix ID in quotes, such as "@asapbot:example.org"
asapbot.yaml:3: a secret does not belong into this file: write it into a file of its own and name that in secrets.password_file, or set ASAPBOT_PASSWORD
asapbot.yaml:4: trust must be one of cross-signed-tofu, cross-signed-verified
asapbot.yaml:5: federation must be true or false
asapbot.yaml:6: log must be one of debug, info, warn, error
asapbot.yaml:7: sweep must be a cron expression that comes round at least once a minute, because alerts wait for it, such as "@every 1s"
asapbot.yaml:9: secrets.password_file names a file that is not there: create it or correct the name (a relative one counts from the folder of this file)
asapbot.yaml:10: a secret does not belong into this file: write it into a file of its own and name that in secrets.access_token_file, or set ASAPBOT_ACCESS_TOKEN
asapbot.yaml:11: secrets.master_key_file must name a plain file, not a folder or a device
asapbot.yaml:12: secrets.access_token_file is missing: write it, or delete secrets.device_id
asapbot.yaml:14: unknown option code_vald: did you mean code_valid?
asapbot.yaml:15: pairing.wrong_codes must be a whole number from 1 to 20
asapbot.yaml:16: pairing.closed_for must be a duration from 1m to 24h, such as 1h or 90m
asapbot.yaml:18: contact.within has no value: write a duration from 1h to 168h, such as 1h or 90m
asapbot.yaml:20: divergence.share must be a number above 0 and up to 1, such as 0.20
asapbot.yaml:21: share is there twice (first in line 20): delete one
asapbot.yaml:22: unknown option timezone: delete it; known here are homeserver, user, data, instruments, trust, federation, log, sweep, secrets, pairing, contact, divergence, review, alerts, mail, notices, services
asapbot.yaml:23: unknown option code_valid: did you mean pairing.code_valid?
asapbot.yaml:24: unknown option pairing.code_valid: write each level in a line of its own, as in the commented example
asapbot.yaml:28: kind must be one of programme, support, agency
asapbot.yaml:29: language must be one of en, it
asapbot.yaml:30: zone must be an IANA time zone, such as Europe/Rome
asapbot.yaml:31: coordinators must hold Matrix IDs in quotes, such as "@anna:example.org"
asapbot.yaml:32: emergency must be an emergency number, such as 112
asapbot.yaml:33: digest must be a cron expression of minute, hour, day, month and weekday that comes round at most once a day, such as "0 8 * * MON", or none
asapbot.yaml:34: id is that of the service in line 26: give each service its own
asapbot.yaml:35: name must be a name of up to 80 characters in one line
asapbot.yaml:38: zone must be an IANA time zone, such as Europe/Rome
asapbot.yaml:39: coordinators must be a list of Matrix IDs in quotes, such as ["@anna:example.org"]
asapbot.yaml:40: write options here, each in a line of its own, as in the commented example
asapbot.yaml: homeserver is missing: write an http or https address, such as https://matrix.example.org`
	expect(t, stage(t, yaml), noEnv, want)
}

func TestLoadFaults(t *testing.T) {
	tests := map[string]struct{ yaml, want string }{
		"empty":          {"# nothing yet\n", `asapbot.yaml: is empty: start from the commented example`},
		"a mere text":    {"hello", `asapbot.yaml:1: write options here, each in a line of its own, as in the commented example`},
		"bare Matrix ID": {"log: info\nuser: @bot:example.org\n", `asapbot.yaml:2: is not YAML: '@' is a reserved character: put the value in quotes`},
		"tab":            {"pairing:\n\tcode_valid: 1h\n", `asapbot.yaml:2: is not YAML: found character '	' that cannot start any token`},
		"two documents":  {small + "---\nlog: info\n", `asapbot.yaml:13: a second document begins here: keep all options in one, without --- lines`},
		"anchor":         {small + "log: &level info\n", `asapbot.yaml:12: log must be one of debug, info, warn, error`},
		"block of text":  {small + "log: |\n  info\n", `asapbot.yaml:12: log must be one of debug, info, warn, error`},
		"merge":          {small + "<<: {log: info}\n", `asapbot.yaml:12: unknown option <<: delete it; known here are homeserver, user, data, instruments, trust, federation, log, sweep, secrets, pairing, contact, divergence, review, alerts, mail, notices, services`},
		"level in a key": {small + "services[].id: x\n", `asapbot.yaml:12: unknown option services[].id: write each level in a line of its own, as in the commented example`},
		"empty section":  {small + "pairing:\n", `asapbot.yaml:12: pairing holds nothing: indent its options below it, or delete the line`},
		"no token":       {small + "log:\n", `asapbot.yaml:12: log has no value: write one of debug, info, warn, error`},
		"no services": {strings.Split(small, "services:")[0] + "services: []\n",
			`asapbot.yaml:5: services must be a list with at least one service, each beginning with - id:`},
		"services left out": {strings.Split(small, "services:")[0],
			`asapbot.yaml: services is missing: write at least one service, beginning with - id:`},
		"secret in the address": {strings.Replace(small, "https://", "https://bot:hunter2@", 1),
			`asapbot.yaml:1: homeserver must be an http or https address, such as https://matrix.example.org`},
		"incomplete service": {small + "  - id: second\n    coordinators: []\n", `asapbot.yaml:12: name is missing: write a name of up to 80 characters in one line
asapbot.yaml:12: kind is missing: write one of programme, support, agency
asapbot.yaml:12: language is missing: write one of en, it
asapbot.yaml:12: zone is missing: write an IANA time zone, such as Europe/Rome
asapbot.yaml:13: coordinators must be a list of Matrix IDs in quotes, such as ["@anna:example.org"]`},
		"coordinator of two services": {small + `  - id: second
    name: Second
    kind: programme
    language: it
    zone: Europe/Rome
    coordinators:
      - "@bruno:example.org"
      - "@Anna:example.org"
      - "@anna:example.org"
`, `asapbot.yaml:17: coordinators names a person who also coordinates another service (line 11): nobody may see both sides of a case, so keep that person at one of the two`},
		"no master key": {strings.Replace(small, "master_key_file: asapbot_master_key", "password_file: asapbot_password", 1),
			`asapbot.yaml: secrets.master_key_file is missing: write the name of a file that holds 32 random bytes in base64, as head -c 32 /dev/urandom | base64 prints them, or set ASAPBOT_MASTER_KEY`},
		"token without its device": {strings.Replace(small, "secrets:", "secrets:\n  access_token_file: asapbot_access_token", 1),
			`asapbot.yaml:4: secrets.device_id is missing: an access token needs the ID of its device`},
		"password as key": {strings.Replace(small, "asapbot_master_key", "asapbot_password", 1),
			`asapbot.yaml:4: secrets.master_key_file must hold 32 random bytes in base64, as head -c 32 /dev/urandom | base64 prints them`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { expect(t, stage(t, test.yaml), noEnv, test.want) })
	}
}

func TestLoadNamesTheFileThatIsNotThere(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "asapbot.yaml"), noEnv)
	if err == nil || !strings.HasSuffix(err.Error(), "asapbot.yaml: cannot be read: no such file or directory") {
		t.Errorf("error is %v", err)
	}
}

func TestLoadRefusesSecretFiles(t *testing.T) {
	path := stage(t, strings.Replace(small, "secrets:", "secrets:\n  password_file: asapbot_password", 1))
	password := filepath.Join(filepath.Dir(path), "asapbot_password")

	write(t, password, "open sesame", 0o644)
	expect(t, path, noEnv, "asapbot.yaml:4: secrets.password_file names a file that is open to everybody on this machine: close it with chmod o-rwx")
	write(t, password, "\n", 0o600)
	expect(t, path, noEnv, "asapbot.yaml:4: secrets.password_file is empty: it must hold the password of the bot's account")
	if os.Getuid() == 0 {
		return // root reads everything
	}
	write(t, password, "open sesame", 0o200)
	expect(t, path, noEnv, "asapbot.yaml:4: secrets.password_file names a file that cannot be read: let the bot's user read it")
}

func TestLoadTakesSecretsFromTheEnvironment(t *testing.T) {
	without := strings.Replace(small, "secrets:\n  master_key_file: asapbot_master_key\n", "", 1)
	env := map[string]string{
		"ASAPBOT_PASSWORD": "open sesame", "ASAPBOT_ACCESS_TOKEN": "syt_token", "ASAPBOT_DEVICE_ID": "ABC",
		"ASAPBOT_MASTER_KEY": "c2l4dGVlbiBieXRlcy4uc2l4dGVlbiBieXRlcy4uLi4=",
	}
	lookup := func(name string) string { return env[name] }
	c, err := Load(stage(t, without), lookup)
	if err != nil {
		t.Fatal(err)
	}
	if c.Secrets.Password.Reveal() != "open sesame" || c.Secrets.AccessToken.Reveal() != "syt_token" ||
		c.Secrets.DeviceID != "ABC" || c.Secrets.MasterKey.Reveal() != "sixteen bytes..sixteen bytes...." {
		t.Error("a secret is not what its variable says")
	}

	env["ASAPBOT_MASTER_KEY"] = "hunter2"
	delete(env, "ASAPBOT_DEVICE_ID")
	expect(t, stage(t, without), lookup, `ASAPBOT_MASTER_KEY: must hold 32 random bytes in base64, as head -c 32 /dev/urandom | base64 prints them
asapbot.yaml: secrets.device_id is missing: an access token needs the ID of its device`)

	env = map[string]string{"ASAPBOT_MASTER_KEY": "c2l4dGVlbiBieXRlcy4uc2l4dGVlbiBieXRlcy4uLi4="}
	expect(t, stage(t, small), lookup, "asapbot.yaml:4: secrets.master_key_file is there, and ASAPBOT_MASTER_KEY is set: keep one of the two")
}

// expect loads a file that has exactly the faults wanted.
func expect(t *testing.T, path string, env func(string) string, want string) {
	t.Helper()
	_, err := Load(path, env)
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("error is %v, want faults", err)
	}
	got := strings.ReplaceAll(err.Error(), path, filepath.Base(path))
	if strings.Contains(got, "hunter2") {
		t.Error("a fault tells a secret")
	}
	if got != want {
		t.Errorf("faults are\n%s\nwant\n%s", got, want)
	}
}

// FuzzLoad holds that no file makes Load panic, and that each failure is a
// list of faults in single lines.
func FuzzLoad(f *testing.F) {
	f.Add(small)
	f.Add(Example)
	f.Add("services[]: {id: x}\n")
	f.Add("services:\n  - coordinators: [[], {}]\n")
	f.Fuzz(func(t *testing.T, yaml string) {
		path := filepath.Join(t.TempDir(), "asapbot.yaml")
		write(t, path, yaml, 0o600)
		_, err := Load(path, noEnv)
		var faults Faults
		if err != nil && !errors.As(err, &faults) {
			t.Fatalf("error is %v", err)
		}
		for _, fault := range faults {
			if strings.Contains(fault.Text, "\n") {
				t.Errorf("fault has more than one line: %q", fault.Text)
			}
		}
	})
}
