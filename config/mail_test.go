package config

import (
	"strings"
	"testing"
)

// TestLoadFaultsOfMail holds that what cannot work together is told.
func TestLoadFaultsOfMail(t *testing.T) {
	for name, test := range map[string]struct{ yaml, want string }{
		"mail without a server":   {small + "mail: {port: 25}\n", `asapbot.yaml:12: mail.host is missing: write it, or delete the section mail`},
		"mail without a sender":   {small + "mail: {host: mail.example.org}\n", `asapbot.yaml:12: mail.from is missing: write an e-mail address, such as notices@example.org`},
		"mail without a password": {small + "mail: {host: mail.example.org, from: a@example.org, user: bot}\n", `asapbot.yaml:12: secrets.mail_password_file is missing: write it, or set ASAPBOT_MAIL_PASSWORD`},
		"mail with its password":  {small + "mail: {host: mail.example.org, from: a@example.org, password: hunter2}\n", `asapbot.yaml:12: a secret does not belong into this file: write it into a file of its own and name that in secrets.mail_password_file, or set ASAPBOT_MAIL_PASSWORD`},
		"mail by shoutrrr":        {small + "notices: {schemes: \"ntfy, smtp\"}\n", `asapbot.yaml:12: notices.schemes must be names of services with commas between them, such as ntfy or ntfy, gotify, or none; not smtp, which is mail.host`},
		"no such encryption":      {small + "mail: {host: mail.example.org, from: a@example.org, tls: ssl}\n", `asapbot.yaml:12: mail.tls must be one of starttls, tls, none`},
	} {
		t.Run(name, func(t *testing.T) { expect(t, stage(t, test.yaml), noEnv, test.want) })
	}
}

// TestLoadReadsMail reads the mail server's options, with the password beside them.
func TestLoadReadsMail(t *testing.T) {
	env := func(name string) string {
		if name == "ASAPBOT_MAIL_PASSWORD" {
			return "open the mail"
		}
		return ""
	}
	written := small + "mail: {host: mail.example.org, from: a@example.org, user: bot}\nnotices: {schemes: \"ntfy, gotify\"}\n"
	c, err := Load(stage(t, written), env)
	if err != nil {
		t.Fatal(err)
	}
	if c.Mail != (Mail{"mail.example.org", 587, "a@example.org", "bot", StartTLS}) || c.Secrets.MailPassword.Reveal() != "open the mail" ||
		strings.Join(c.Notices.Schemes, " ") != "ntfy gotify" || c.Services[0].Hours != "Mon-Fri 8:00-18:00" {
		t.Errorf("read %+v %+v %q", c.Mail, c.Notices, c.Services[0].Hours)
	}
	_, err = Load(stage(t, strings.Replace(written, "user: bot", "user: bot, tls: none", 1)), env)
	if err == nil || !strings.Contains(err.Error(), "a password would go in clear") {
		t.Errorf("a password in clear: %v", err)
	}
	none, err := Load(stage(t, small+"notices: {schemes: none}\n"), noEnv)
	if err != nil || len(none.Notices.Schemes) != 0 || none.Mail.Host != "" {
		t.Errorf("none is %v, %v", none.Notices, err)
	}
}
