package config

import (
	"strings"
	"time"
)

// Option is one line of the table. The fields are for people; the value says
// what may be written and where it goes.
type Option struct {
	Name     string // as in the file: "pairing.code_valid", "services[].zone"
	Meaning  string // one or two sentences, the same as in the example
	Default  string // as it would be written; empty where there is none
	Env      string // variable that may hold the secret in place of the file
	Optional bool   // may be left out though it has no default
	value
}

// Options is the table, in the order of the example.
func Options() []Option { return append([]Option(nil), options...) }

// perService begins the names of the options that each service has.
const perService = "services[]."

var options = []Option{
	{Name: "homeserver",
		Meaning: "Address of the Matrix server on which the bot has its account.",
		value:   text("an http or https address, such as https://matrix.example.org", func(c *Config) *string { return &c.Homeserver }, isAddress)},
	{Name: "user",
		Meaning: "The bot's own Matrix ID, in quotes.",
		value:   text(`a Matrix ID in quotes, such as "@asapbot:example.org"`, func(c *Config) *string { return &c.User }, isMatrixID)},
	{Name: "data", Default: "data",
		Meaning: "Folder of the bot's two databases. Only the bot's user needs to open it.",
		value:   folder(func(c *Config) *string { return &c.Data })},
	{Name: "instruments", Optional: true,
		Meaning: "Folder with questionnaires of your own, each a file NAME.yaml that asapbot instrument check finds no fault with. A change needs a new version in the file.",
		value:   folder(func(c *Config) *string { return &c.Instruments })},
	{Name: "trust", Default: string(CrossSignedTOFU),
		Meaning: "Which devices can read what the bot writes: those which their owner has signed (cross-signed-tofu), or only those of people whom the bot has verified as well (cross-signed-verified).",
		value:   oneOf(func(c *Config) *Trust { return &c.Trust }, CrossSignedTOFU, CrossSignedVerified)},
	{Name: "federation", Default: "false",
		Meaning: "Whether people with accounts on other Matrix servers can be in the rooms. It cannot be changed for rooms that exist.",
		value:   flag(func(c *Config) *bool { return &c.Federation })},
	{Name: "log", Default: "info",
		Meaning: "The least important lines that are logged: debug, info, warn or error. No level logs what a case contains.",
		value:   logLevel()},
	{Name: "sweep", Default: "@every 1s",
		Meaning: "How often the bot looks for reminders and alerts that are due, in the notation of cron.",
		value:   text(`a cron expression that comes round at least once a minute, because alerts wait for it, such as "@every 1s"`, func(c *Config) *string { return &c.Sweep }, isSweep)},

	{Name: "secrets.password_file", Env: "ASAPBOT_PASSWORD", Optional: true,
		Meaning: "File with the password of the bot's account. It is needed for the first login and to set up the encryption, and can be taken away afterwards.",
		value:   secret("the password of the bot's account", func(c *Config) *Secret { return &c.Secrets.Password }, asWritten)},
	{Name: "secrets.access_token_file", Env: "ASAPBOT_ACCESS_TOKEN", Optional: true,
		Meaning: "File with an access token, where the account has no password. It belongs to the device that device_id names.",
		value:   secret("an access token of the bot's account", func(c *Config) *Secret { return &c.Secrets.AccessToken }, asWritten)},
	{Name: "secrets.device_id", Env: "ASAPBOT_DEVICE_ID", Optional: true,
		Meaning: "The device of the access token.",
		value:   deviceID()},
	{Name: "secrets.master_key_file", Env: "ASAPBOT_MASTER_KEY",
		Meaning: "File with the key that seals everything stored: 32 random bytes in base64. Without it no stored case can be read again: keep a copy apart from the backups.",
		value:   secret("32 random bytes in base64, as head -c 32 /dev/urandom | base64 prints them", func(c *Config) *Secret { return &c.Secrets.MasterKey }, masterKey)},
	{Name: "secrets.mail_password_file", Env: "ASAPBOT_MAIL_PASSWORD", Optional: true,
		Meaning: "File with the password of mail.user at the mail server.",
		value:   secret("the password of mail.user", func(c *Config) *Secret { return &c.Secrets.MailPassword }, asWritten)},

	{Name: "pairing.code_valid", Default: "1h",
		Meaning: "How long the one-time code, with which a second service joins a case, can be entered.",
		value:   duration(func(c *Config) *time.Duration { return &c.Pairing.CodeValid }, time.Minute, 24*time.Hour)},
	{Name: "pairing.wrong_codes", Default: "5",
		Meaning: "After so many wrong codes a service's desk takes no more codes for a while.",
		value:   count(func(c *Config) *int { return &c.Pairing.WrongCodes }, 1, 20)},
	{Name: "pairing.closed_for", Default: "1h",
		Meaning: "How long that while is.",
		value:   duration(func(c *Config) *time.Duration { return &c.Pairing.ClosedFor }, time.Minute, 24*time.Hour)},

	{Name: "contact.within", Default: "24h",
		Meaning: "When two assessments differ: the time within which both services are to have recorded that they spoke with each other.",
		value:   duration(func(c *Config) *time.Duration { return &c.Contact.Within }, time.Hour, 7*24*time.Hour)},
	{Name: "divergence.share", Default: "0.20",
		Meaning: "From which difference of two scores, as a share of the highest possible score, the assessments count as different.",
		value:   share(func(c *Config) *float64 { return &c.Divergence.Share })},

	{Name: "review.low_days", Default: "60",
		Meaning: "After how many days the risk is to be assessed anew where the level is low.",
		value:   count(func(c *Config) *int { return &c.Review.LowDays }, 1, 365)},
	{Name: "review.medium_days", Default: "30",
		Meaning: "Where it is medium, or too little is known.",
		value:   count(func(c *Config) *int { return &c.Review.MediumDays }, 1, 180)},
	{Name: "review.high_days", Default: "7",
		Meaning: "Where it is high.",
		value:   count(func(c *Config) *int { return &c.Review.HighDays }, 1, 30)},
	{Name: "review.extreme_days", Default: "3",
		Meaning: "Where it is extreme.",
		value:   count(func(c *Config) *int { return &c.Review.ExtremeDays }, 1, 7)},
	{Name: "review.event_days", Default: "3",
		Meaning: "After a critical event, whatever the level.",
		value:   count(func(c *Config) *int { return &c.Review.EventDays }, 1, 3)},
	{Name: "review.young", Default: "0.5",
		Meaning: "The share of these days that holds in the first three months of a case.",
		value:   share(func(c *Config) *float64 { return &c.Review.Young })},

	{Name: "alerts.working", Default: "15m",
		Meaning: "How long whoever is told of an alert has to answer, while the service works, before the next are told.",
		value:   duration(func(c *Config) *time.Duration { return &c.Alerts.Working }, leastAlert, mostAlert)},
	{Name: "alerts.outside", Default: "30m",
		Meaning: "The same out of the service's hours.",
		value:   duration(func(c *Config) *time.Duration { return &c.Alerts.Outside }, leastAlert, mostAlert)},
	{Name: "alerts.kinds", Optional: true,
		Meaning: "Other durations for single kinds of alerts, at any hour.",
		value:   kindTimes(func(c *Config) *map[string]time.Duration { return &c.Alerts.Kinds })},

	{Name: "mail.host", Optional: true,
		Meaning: "The mail server through which people are told that a message waits for them, where they ask for it. Without it nobody is told by e-mail.",
		value:   text("the name of a mail server, such as mail.example.org", func(c *Config) *string { return &c.Mail.Host }, isHost)},
	{Name: "mail.port", Default: "587",
		Meaning: "Its port.",
		value:   count(func(c *Config) *int { return &c.Mail.Port }, 1, 65535)},
	{Name: "mail.from", Optional: true,
		Meaning: "The sender's address. Choose one that names neither a service nor its work.",
		value:   text("an e-mail address, such as notices@example.org", func(c *Config) *string { return &c.Mail.From }, isMail)},
	{Name: "mail.user", Optional: true,
		Meaning: "Under which name the bot logs in there, if it must.",
		value:   text("a name of up to 80 characters in one line", func(c *Config) *string { return &c.Mail.User }, isName)},
	{Name: "mail.tls", Default: string(StartTLS),
		Meaning: "How the connection is encrypted: after a greeting in clear (starttls), from the first byte (tls), or not at all (none), for a server on the same machine.",
		value:   oneOf(func(c *Config) *Encryption { return &c.Mail.TLS }, StartTLS, TLS, NoTLS)},
	{Name: "notices.schemes", Default: "ntfy",
		Meaning: "By which other services people may have themselves told, each in their own name: schemes of shoutrrr's addresses, with commas between them, or none.",
		value:   schemes(func(c *Config) *[]string { return &c.Notices.Schemes })},

	{Name: perService + "id",
		Meaning: "Short name of the service, for the bot alone. It stays the same for ever.",
		value:   text("1 to 32 small letters, digits and hyphens, a letter first, such as casa-aurora", func(c *Config) *string { return &c.service().ID }, isServiceID)},
	{Name: perService + "name",
		Meaning: "Name of the service, as its people say it.",
		value:   text("a name of up to 80 characters in one line", func(c *Config) *string { return &c.service().Name }, isName)},
	{Name: perService + "kind",
		Meaning: "What the service does: work with perpetrators (programme), support for victims (support), or anything else that can join a case (agency).",
		value:   oneOf(func(c *Config) *string { return &c.service().Kind }, Kinds...)},
	{Name: perService + "language",
		Meaning: "Language in which the bot speaks in the rooms of the service. Each person can choose another.",
		value:   oneOf(func(c *Config) *string { return &c.service().Language }, Languages...)},
	{Name: perService + "zone",
		Meaning: "IANA time zone of the service.",
		value:   text("an IANA time zone, such as Europe/Rome", func(c *Config) *string { return &c.service().Zone }, isZone)},
	{Name: perService + "coordinators",
		Meaning: "Matrix IDs of the people who open cases for the service and say who works on them. Nobody coordinates two services.",
		value:   matrixIDs(func(c *Config) *[]string { return &c.service().Coordinators })},
	{Name: perService + "emergency", Default: "112",
		Meaning: "The number that stands first in every alert.",
		value:   text("an emergency number, such as 112", func(c *Config) *string { return &c.service().Emergency }, isPhone)},
	{Name: perService + "phone", Optional: true,
		Meaning: "Where the other service of a case can call when nobody answers an alert.",
		value:   text("a telephone number, such as +39 055 123456", func(c *Config) *string { return &c.service().Phone }, isPhone)},
	{Name: perService + "hours", Default: "Mon-Fri 8:00-18:00",
		Meaning: "When the service works. Outside of these hours an alert goes first to those who are on call, and waits longer before it goes on to others.",
		value:   text(`days and times, such as "Mon-Fri 8:00-18:00" or "Mon-Fri 8:00-18:00, Sat 9:00-12:00"`, func(c *Config) *string { return &c.service().Hours }, isHours)},
	{Name: perService + "reminders", Default: "7d 1d 1h",
		Meaning: "How long before a meeting its people are reminded of it: up to five times in weeks (w), days (d), hours (h) or minutes (m), or none. Each person can choose others.",
		value:   text(aheadKind, func(c *Config) *string { return &c.service().Reminders }, isAhead)},
	{Name: perService + "preparation", Default: "3d 1d",
		Meaning: "How long before a meeting the service is asked for what is still to be done for it, such as the checklist; after the first time only if something is missing.",
		value:   text(aheadKind, func(c *Config) *string { return &c.service().Preparation }, isAhead)},
	{Name: perService + "digest", Default: "0 8 * * MON",
		Meaning: "When the desk is told by itself what the week brings: minute, hour, day, month and weekday in the notation of cron, in the zone of the service; none for never. Agencies are not told.",
		value:   digest(func(c *Config) *string { return &c.service().Digest })},
}

// byName finds an option of the table.
func byName(name string) (Option, bool) {
	for _, o := range options {
		if o.Name == name {
			return o, true
		}
	}
	return Option{}, false
}

// levelOf is the part of a name before its own key: "", "pairing.", "services[].".
func levelOf(name string) string { return name[:strings.LastIndex(name, ".")+1] }

// keyOf is the part of a name that stands in the line itself.
func keyOf(name string) string { return name[len(levelOf(name)):] }

func isPerService(o Option) bool { return levelOf(o.Name) == perService }

func outsideServices(o Option) bool { return !isPerService(o) }

// isSection says that name, such as "pairing", holds options of its own.
func isSection(name string) bool {
	for _, o := range options {
		if levelOf(o.Name) == name+"." {
			return true
		}
	}
	return false
}
