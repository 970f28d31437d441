// Package config reads what an operator decides: one YAML file and a few
// secrets beside it. Every option stands in one table (option.go), which
// the reader, the commented example and the documentation share.
package config

import (
	_ "embed"
	"log/slog"
	"time"
)

// Example is the commented configuration file to start from.
//
//go:embed example.yaml
var Example string

// Languages are the tags of the languages in which a service can work.
var Languages = []string{"en", "it"}

// Kinds are what a service can be.
var Kinds = []string{"programme", "support", "agency"}

// Config is a configuration without a fault. Relative paths of the file
// count from the folder of the file.
type Config struct {
	Homeserver string // http or https address of the Matrix server
	User       string // the bot's own Matrix ID
	Data       string // folder of the two databases
	// Instruments is the folder of the operators' own questionnaires; empty where they
	// have none.
	Instruments string
	Trust       Trust      // which devices get the keys of a message
	Federation  bool       // whether the rooms admit people of other servers
	Log         slog.Level // the least important lines that are logged
	Sweep       string     // when due timers are looked for, in cron's notation
	Secrets     Secrets
	Pairing     Pairing
	Contact     Contact
	Divergence  Divergence
	Review      Review
	Alerts      Alerts
	Mail        Mail
	Notices     Notices
	Services    []Service // at least one, each with its own ID
}

// Trust is the state from which a device gets the keys of a message.
type Trust string

const (
	// CrossSignedTOFU: signed by its owner, whose identity is the first that was seen.
	CrossSignedTOFU Trust = "cross-signed-tofu"
	// CrossSignedVerified: signed by its owner, whom the bot has verified.
	CrossSignedVerified Trust = "cross-signed-verified"
)

// Secrets are what nobody else may see. Only the master key is always there:
// once the bot has logged in, it needs neither password nor access token.
type Secrets struct {
	Password     Secret
	AccessToken  Secret // with DeviceID, or neither
	DeviceID     string // names the device of AccessToken
	MasterKey    Secret // 32 bytes, decoded: it seals all stored cases
	MailPassword Secret // of mail.user
}

// Pairing limits the one-time codes with which two services open a case.
type Pairing struct {
	CodeValid  time.Duration // how long a code can be entered
	WrongCodes int           // after so many wrong ones a desk is closed for codes
	ClosedFor  time.Duration // how long it then stays closed
}

// Contact is the clock of a divergence.
type Contact struct {
	Within time.Duration // until both services have recorded their contact
}

// Divergence says when two assessments differ.
type Divergence struct {
	Share float64 // difference of the scores, as a share of the maximum: 0 < Share <= 1
}

// Review says after how many days the risk is assessed anew, by the level that
// counts.
type Review struct {
	LowDays, MediumDays, HighDays, ExtremeDays int
	// EventDays are the most that a critical event leaves.
	EventDays int
	Young     float64 // the share of these that holds in a case's first three months: 0 < Young <= 1
}

// Mail is the server through which people are told that something waits for them;
// none where Host is empty.
type Mail struct {
	Host string
	Port int
	From string     // the sender's address
	User string     // empty where the server asks for none
	TLS  Encryption // of the connection
}

// Encryption is how the connection to the mail server is encrypted.
type Encryption string

// The kinds of encryption.
const (
	StartTLS Encryption = "starttls" // begun in clear, encrypted before anything is said
	TLS      Encryption = "tls"      // from the first byte
	NoTLS    Encryption = "none"     // for a server on the same machine
)

// Notices are the other ways in which people can be told.
type Notices struct {
	Schemes []string // of the addresses that are allowed
}

// Alerts say how long whoever is told of an alert has to answer, before the next are
// told.
type Alerts struct {
	Working time.Duration // while the service works
	Outside time.Duration // out of its hours
	// Kinds are those of single kinds, at any hour.
	Kinds map[string]time.Duration
}

// AlertKinds are the kinds of alerts, as they stand in the file.
var AlertKinds = []string{
	"violence", "threat", "weapon", "stalking", "suicide", "homicidal", "child", "intoxication",
	"breach", "dropout", "release", "date", "other",
}

// Service is one organisation that works with the bot.
type Service struct {
	ID           string
	Name         string
	Kind         string   // one of Kinds
	Language     string   // one of Languages
	Zone         string   // an IANA time zone
	Coordinators []string // Matrix IDs, at least one
	Emergency    string   // the number that stands first in whatever is urgent
	Phone        string   // where it can be called when nobody answers an alert
	Hours        string   // in which it works, such as "Mon-Fri 8:00-18:00"
	Reminders    string   // how long before a meeting, such as "7d 1d 1h", or none
	Preparation  string   // how long before it what is missing is asked for; the same form
	Digest       string   // when its desk is told of the week, in cron's notation; empty for never
}

// service is the one that is being read.
func (c *Config) service() *Service { return &c.Services[len(c.Services)-1] }
