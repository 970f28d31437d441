package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math/bits"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the time zones travel with the program
	"unicode"
	"unicode/utf8"

	"github.com/robfig/cron/v3"
)

// value is what one option holds: how that is described, and how the text of
// the file becomes a part of the Config.
type value struct {
	kind string // completes "must be …" and "write …"
	list bool   // the file gives a list; set is called for each of its items
	path bool   // a relative one counts from the folder of the file
	// set stores the text, or says what is wrong in words that follow the option's name.
	set func(*Config, string) error
	// env does the same with the content of the variable.
	env func(*Config, string) error
}

// parsed makes a value from what reads it and where it goes.
func parsed[T any](kind string, at func(*Config) *T, parse func(string) (T, bool)) value {
	return value{kind: kind, set: func(c *Config, text string) error {
		v, ok := parse(text)
		if !ok {
			return errors.New("must be " + kind)
		}
		*at(c) = v
		return nil
	}}
}

func text(kind string, at func(*Config) *string, ok func(string) bool) value {
	return parsed(kind, at, func(s string) (string, bool) { return s, ok(s) })
}

func folder(at func(*Config) *string) value {
	v := text("the name of a folder", at, func(s string) bool { return s != "" })
	v.path = true
	return v
}

func oneOf[T ~string](at func(*Config) *T, allowed ...T) value {
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	return parsed("one of "+strings.Join(words, ", "), at, func(s string) (T, bool) {
		return T(s), slices.Contains(allowed, T(s))
	})
}

func flag(at func(*Config) *bool) value {
	return parsed("true or false", at, func(s string) (bool, bool) {
		return s == "true", s == "true" || s == "false"
	})
}

func count(at func(*Config) *int, least, most int) value {
	return parsed(fmt.Sprintf("a whole number from %d to %d", least, most), at, func(s string) (int, bool) {
		n, err := strconv.Atoi(s)
		return n, err == nil && least <= n && n <= most
	})
}

func share(at func(*Config) *float64) value {
	return parsed("a number above 0 and up to 1, such as 0.20", at, func(s string) (float64, bool) {
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil && 0 < n && n <= 1
	})
}

func duration(at func(*Config) *time.Duration, least, most time.Duration) value {
	kind := fmt.Sprintf("a duration from %s to %s, such as 1h or 90m", short(least), short(most))
	return parsed(kind, at, func(s string) (time.Duration, bool) {
		d, err := time.ParseDuration(s)
		return d, err == nil && least <= d && d <= most
	})
}

// leastAlert and mostAlert are the shortest and the longest that somebody who is told
// of an alert has to answer.
const (
	leastAlert = time.Minute
	mostAlert  = 4 * time.Hour
)

// kindTimes are durations of kinds of alerts: "weapon 5m, child 10m".
func kindTimes(at func(*Config) *map[string]time.Duration) value {
	kind := fmt.Sprintf("kinds and durations from %s to %s, such as weapon 5m, child 10m; the kinds are: %s",
		short(leastAlert), short(mostAlert), strings.Join(AlertKinds, ", "))
	return parsed(kind, at, func(s string) (map[string]time.Duration, bool) {
		times := map[string]time.Duration{}
		for _, one := range strings.Split(s, ",") {
			words := strings.Fields(one)
			if len(words) != 2 || !slices.Contains(AlertKinds, words[0]) || times[words[0]] != 0 {
				return nil, false
			}
			d, err := time.ParseDuration(words[1])
			if err != nil || d < leastAlert || d > mostAlert {
				return nil, false
			}
			times[words[0]] = d
		}
		return times, true
	})
}

// short writes 24h0m0s as 24h, as one would oneself.
func short(d time.Duration) string {
	return strings.Replace(strings.Replace(d.String(), "m0s", "m", 1), "h0m", "h", 1)
}

func logLevel() value {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	return parsed("one of debug, info, warn, error", func(c *Config) *slog.Level { return &c.Log }, func(s string) (slog.Level, bool) {
		level, ok := levels[s]
		return level, ok
	})
}

func deviceID() value {
	v := text("the ID of a device, such as QBUAZIFURK", func(c *Config) *string { return &c.Secrets.DeviceID }, isName)
	v.env = v.set
	return v
}

func matrixIDs(at func(*Config) *[]string) value {
	return value{kind: `a list of Matrix IDs in quotes, such as ["@anna:example.org"]`, list: true,
		set: func(c *Config, s string) error {
			if !isMatrixID(s) {
				return errors.New(`must hold Matrix IDs in quotes, such as "@anna:example.org"`)
			}
			*at(c) = append(*at(c), s)
			return nil
		}}
}

// isAddress refuses a name or password within the address: it would be a
// secret in the open.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// matrixID follows the specification, with the older localparts that servers
// still accept.
var matrixID = regexp.MustCompile(`^@[!-9;-~]+:([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)

func isMatrixID(s string) bool { return len(s) <= 255 && matrixID.MatchString(s) }

var serviceID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

func isServiceID(s string) bool { return serviceID.MatchString(s) }

func isName(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= 80 && !strings.ContainsFunc(s, unicode.IsControl)
}

var phone = regexp.MustCompile(`^\+?[0-9][0-9 ]{1,19}$`)

func isPhone(s string) bool { return phone.MatchString(s) }

// isZone refuses Local: the machine's zone is not the service's.
func isZone(s string) bool {
	_, err := time.LoadLocation(s)
	return err == nil && s != "" && s != "Local"
}

var host = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$`)

func isHost(s string) bool { return host.MatchString(s) }

var mailAddress = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}[A-Za-z0-9]$`)

func isMail(s string) bool { return mailAddress.MatchString(s) }

// spans are those of one service's hours, between commas.
var spans = regexp.MustCompile(`^((Mon|Tue|Wed|Thu|Fri|Sat|Sun)(-(Mon|Tue|Wed|Thu|Fri|Sat|Sun))? ` +
	`([01]?[0-9]|2[0-3]):[0-5][0-9]-(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)(, |$))+$`)

func isHours(s string) bool {
	return len(s) <= 200 && spans.MatchString(s) && !strings.HasSuffix(s, ", ")
}

// aheadKind is how long before a meeting something is said.
const aheadKind = "up to five times from 5m to 60d, such as 7d 1d 1h, or none"

var timeAhead = regexp.MustCompile(`^([1-9][0-9]{0,4})([wdhm])$`)

// isAhead takes times ahead of a meeting, each once.
func isAhead(s string) bool {
	if s == "none" {
		return true
	}
	units := map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour, "m": time.Minute}
	words := strings.Split(s, " ")
	var times []time.Duration
	for _, word := range words {
		found := timeAhead.FindStringSubmatch(word)
		if found == nil {
			return false
		}
		n, _ := strconv.Atoi(found[1])
		d := time.Duration(n) * units[found[2]]
		if d < 5*time.Minute || d > 60*24*time.Hour || slices.Contains(times, d) {
			return false
		}
		times = append(times, d)
	}
	return len(times) <= 5
}

var scheme = regexp.MustCompile(`^[a-z][a-z0-9+-]{1,30}$`)

// notSchemes are no services of their own: mail goes by the operators' server alone,
// and what is only printed tells nobody.
var notSchemes = []string{"smtp", "logger", "mail", "http", "https", "none"}

// schemes reads names with commas between them.
func schemes(at func(*Config) *[]string) value {
	return parsed("names of services with commas between them, such as ntfy or ntfy, gotify, or none; not smtp, which is mail.host", at, func(s string) ([]string, bool) {
		if s == "none" {
			return nil, true
		}
		var names []string
		for name := range strings.SplitSeq(s, ",") {
			name = strings.TrimSpace(name)
			if !scheme.MatchString(name) || slices.Contains(names, name) || slices.Contains(notSchemes, name) {
				return nil, false
			}
			names = append(names, name)
		}
		return names, true
	})
}

// isSweep holds that a due alert never waits longer than a minute.
func isSweep(s string) bool {
	if strings.Contains(s, "TZ=") { // needless here, and cron panics on half of one
		return false
	}
	schedule, err := cron.ParseStandard(s)
	if err != nil {
		return false
	}
	switch schedule := schedule.(type) {
	case cron.ConstantDelaySchedule:
		return schedule.Delay <= time.Minute
	case *cron.SpecSchedule:
		everyMinute, _ := cron.ParseStandard("* * * * *")
		return *schedule == *everyMinute.(*cron.SpecSchedule)
	}
	return false
}

// digest is a schedule of at most once a day, because it rings; none is no schedule.
func digest(at func(*Config) *string) value {
	return parsed(`a cron expression of minute, hour, day, month and weekday that comes round at most once a day, such as "0 8 * * MON", or none`, at,
		func(s string) (string, bool) {
			if s == "" || s == "none" {
				return "", true
			}
			return s, isDigest(s)
		})
}

func isDigest(s string) bool {
	if strings.Contains(s, "TZ=") { // the service's zone holds, and cron panics on half of one
		return false
	}
	schedule, err := cron.ParseStandard(s)
	spec, isSpec := schedule.(*cron.SpecSchedule)
	if err != nil || !isSpec {
		return false
	}
	const hours, minutes = 1<<24 - 1, 1<<60 - 1
	once := bits.OnesCount64(spec.Hour&hours) == 1 && bits.OnesCount64(spec.Minute&minutes) == 1
	return once && !spec.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() // 31 February never comes
}

// below gives a path its place in the folder of the file.
func below(folder, path string) string {
	if filepath.IsAbs(path) || path == "" {
		return path
	}
	return filepath.Join(folder, path)
}
