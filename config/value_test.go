package config

import "testing"

func TestValues(t *testing.T) {
	tests := []struct {
		name   string
		ok     func(string) bool
		accept []string
		refuse []string
	}{
		{"address", isAddress,
			[]string{"https://matrix.example.org", "http://127.0.0.1:8008", "https://example.org/matrix/", "http://[::1]:8008"},
			[]string{"", "matrix.example.org", "ftp://example.org", "https://", "https://:8008", "https://a:b@example.org", "https://example.org?x=1", "https://exa mple.org"}},
		{"Matrix ID", isMatrixID,
			[]string{"@anna:example.org", "@anna.b=c/d+e-f_g:example.org:8448", "@Anna:localhost", "@a:1.2.3.4", "@a:[2001:db8::1]:8448"},
			[]string{"", "anna", "@anna", "anna:example.org", "@:example.org", "@anna:", "@an na:example.org", "@a:b:c", "#room:example.org", "@anna:example.org\n"}},
		{"service ID", isServiceID, []string{"a", "casa-aurora", "casa2"}, []string{"", "Casa", "2casa", "-", "casa aurora", "casa_aurora", "a23456789012345678901234567890123"}},
		{"name", isName, []string{"Casa Aurora", "Κέντρο"}, []string{"", " ", "a\nb", "\x1b[31m"}},
		{"phone", isPhone, []string{"112", "+39 1522", "1522"}, []string{"", "1", "one one two", "112\n", "+"}},
		{"zone", isZone, []string{"Europe/Rome", "Europe/Athens", "UTC"}, []string{"", "Local", "Europe/Roma", "../etc/passwd", "CEST"}},
		{"hours", isHours,
			[]string{"Mon-Fri 8:00-18:00", "Mon-Fri 8:00-18:00, Sat 9:00-12:00", "Sun 0:00-24:00", "Fri-Mon 22:00-06:00"},
			[]string{"", "8-18", "Mon-Fri", "8:00-18:00", "Mon-Fri 8-18", "Mon-Fri 8:00-25:00", "lun-ven 8:00-18:00", "Mon-Fri 8:00-18:00, ", "Mon-Fri 8:00-18:00,Sat 9:00-12:00", "Mon-Fri 8:00-18:00 please"}},
		{"ahead", isAhead,
			[]string{"none", "7d 1d 1h", "3d", "5m", "60d", "8w 2h 90m", "24h"},
			[]string{"", "off", "4m", "61d", "1d 24h", "1d  1h", "1d, 1h", "0d", "1", "d", "1x", "-1d", "6d 5d 4d 3d 2d 1d", "99999d", "7d none", "1d\n"}},
		{"host", isHost, []string{"mail.example.org", "localhost", "127.0.0.1"}, []string{"", "https://mail.example.org", "mail.example.org:587", "-x", "a b"}},
		{"mail", isMail, []string{"notices@example.org", "a.b+c@localhost"}, []string{"", "notices", "notices@", "@example.org", "Anna <anna@example.org>", "a b@example.org", "a@b\n"}},
		{"digest", isDigest,
			[]string{"0 8 * * MON", "30 7 * * 1-5", "0 8 1 * *", "15 16 * * fri", "@weekly", "@daily", "0 8 29 2 *"},
			[]string{"", "none", "8:00", "0 8 * * MON please", "0 8 * * Monday", "* 8 * * MON", "0 * * * MON", "0,30 8 * * MON", "0 8,14 * * MON", "*/5 * * * *",
				"@every 168h", "@hourly", "0 8 31 2 *", "0 25 * * MON", "0 0 8 * * MON", "CRON_TZ=UTC 0 8 * * MON", "TZ=Europe/Rome 0 8 * * MON", "TZ=", "\x00"}},
		{"sweep", isSweep,
			[]string{"@every 1s", "@every 1m", "* * * * *", "*/1 * * * *"},
			[]string{"", "@every 61s", "@hourly", "*/2 * * * *", "* 9-17 * * *", "* * * * 1-5", "TZ=", "CRON_TZ=UTC * * * * *", "every second", "* * * * * *"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, s := range test.accept {
				if !test.ok(s) {
					t.Errorf("%q is refused", s)
				}
			}
			for _, s := range test.refuse {
				if test.ok(s) {
					t.Errorf("%q is accepted", s)
				}
			}
		})
	}
}

func TestUnknownSuggestsTheNearest(t *testing.T) {
	tests := map[string]string{
		"homserver":              "did you mean homeserver?",
		"serivces":               "did you mean services?",
		"pairing.wrongcodes":     "did you mean wrong_codes?",
		"services[].coordinator": "did you mean coordinators?",
		"master_key_file":        "did you mean secrets.master_key_file?",
		"services[].timezone":    "delete it; known here are id, name, kind, language, zone, coordinators, emergency, phone, hours, reminders, preparation, digest",
	}
	for name, want := range tests {
		if got := unknown(name); got != "unknown option "+keyOf(name)+": "+want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
