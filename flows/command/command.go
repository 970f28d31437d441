// Package command turns what a person typed into what they mean, in every
// bundled language. The words themselves are in words.yaml; the answers to a
// questionnaire are not here but in its definition.
package command

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a command by its meaning, whatever the language that it was typed in.
type Word string

// The commands, in the order in which help shows them.
const (
	Help       Word = "help"
	Status     Word = "status"
	Pair       Word = "pair"
	Add        Word = "add"
	Remove     Word = "remove"
	Assign     Word = "assign"
	People     Word = "people"
	Accept     Word = "accept"
	Agreed     Word = "agreed"
	Withdraw   Word = "withdraw"
	Limit      Word = "limit"
	Renew      Word = "renew"
	Ends       Word = "ends"
	Checklist  Word = "checklist"
	Back       Word = "back"
	Skip       Word = "skip"
	Unknown    Word = "unknown"
	Block      Word = "block"
	Correct    Word = "correct"
	Note       Word = "note"
	Pause      Word = "pause"
	Resume     Word = "resume"
	Stop       Word = "stop"
	Sign       Word = "sign"
	Judge      Word = "judge"
	Contact    Word = "contact"
	Level      Word = "level"
	Because    Word = "because"
	Third      Word = "third"
	History    Word = "history"
	Show       Word = "show"
	Close      Word = "close"
	Reopen     Word = "reopen"
	Agency     Word = "agency"
	View       Word = "view"
	Action     Word = "action"
	Done       Word = "done"
	Agenda     Word = "agenda"  // what a meeting discusses
	Begin      Word = "begin"   // the meeting
	Present    Word = "present" // who takes part in it
	Minutes    Word = "minutes" // of it
	OnCall     Word = "oncall"
	Alert      Word = "alert"
	Measure    Word = "measure"
	Statistics Word = "statistics"
	Week       Word = "week"  // what is due, at a desk
	Cover      Word = "cover" // `cover @anna by @ben 1–15 August`
)

// What two services do to have a partnership.
const (
	Partner Word = "partner"
	Held    Word = "held"  // `held 12`: the meeting was, with so many people
	Ours    Word = "ours"  // how one's own service works
	Rules   Word = "rules" // of sharing and contact
	Valid   Word = "valid" // `valid until 24/11/2027`
	// Emergency lets a case be opened before: `pair 1234 5678 emergency reason`.
	Emergency Word = "emergency"
)

// The answers to an alert.
const (
	OnIt         Word = "on_it"
	PassOn       Word = "pass_on"
	AlreadyKnown Word = "already_known"
)

// What is asked and recorded beside the checklist.
const (
	Questionnaire Word = "questionnaire"
	Change        Word = "change"   // how the answers have changed
	Share         Word = "share"    // what was one's own
	Timeline      Word = "timeline" // the levels over time
	Began         Word = "began"    // he, at the programme
	Half          Word = "half"     // half-way
)

// The meetings of a case, and what is said of them. A partnership has its first one.
const (
	Meeting  Word = "meeting"   // `meeting Tuesday 10:00 or Wed 15:00`
	Or       Word = "or"        // between two dates
	Move     Word = "move"      // `meeting move Friday 9:00`
	CallOff  Word = "call_off"  // `meeting call off`; "cancel" is Stop
	Every    Word = "every"     // `meeting every 4 weeks Tuesday 10:00`
	OfRhythm Word = "rhythm"    // `meeting remove rhythm`
	Rule     Word = "rule"      // `meeting rule FREQ=MONTHLY;BYDAY=2TU 10:00`
	InPerson Word = "in_person" // `meeting in person, the town hall`
	Phone    Word = "phone"
	Video    Word = "video"
)

// Arguments of these.
const (
	PartnerContact Word = "partner_contact" // `add @eva partner contact`
	Missing        Word = "missing"         // `impact T2 missing`
	AsShared       Word = "shared"          // `element shared her: …`
	OfHer          Word = "her"
	OfHim          Word = "him"
	OfChildren     Word = "children"
	OfSituation    Word = "situation"
)

// What a person sets for themselves, in their direct room.
const (
	Settings Word = "settings"
	Language Word = "language"
	Zone     Word = "zone"
	Quiet    Word = "quiet"
	Away     Word = "away"
	Returned Word = "returned"
	Notify   Word = "notify"
	Remind   Word = "remind"
)

// Words that are no commands of their own, but arguments of others.
const (
	Deputy     Word = "deputy"  // `add @ben deputy`
	Until      Word = "until"   // `agreed today until 24/10/2027`
	OnlyFor    Word = "only"    // `agreed today only checklist episodes`
	Anything   Word = "all"     // `limit all`: everything may cross
	Impact     Word = "impact"  // the topics that an agreement may name,
	Episode    Word = "episode" // beside the checklist
	Element    Word = "element"
	Supervisor Word = "supervisor" // `add @carla supervisor`
	Off        Word = "off"        // `quiet off`
	Test       Word = "test"       // `notify test`
	Mail       Word = "mail"       // `notify mail anna@example.org`
	Own        Word = "own"        // `alert own weapon …`
	False      Word = "false"      // `alert false`
	Usual      Word = "usual"      // `remind default`
)

// The answers to questions that are no instrument's: a level, or what to do.
const (
	Low       Word = "low"
	Medium    Word = "medium"
	High      Word = "high"
	Extreme   Word = "extreme"
	NotEnough Word = "not_enough"
	None      Word = "none" // no children
	Rejudge   Word = "rejudge"
	GoOn      Word = "go_on"
	Discard   Word = "discard"
	Yes       Word = "yes"
	No        Word = "no"
)

// All lists every word. Each has a phrase in every language: a test holds it.
func All() []Word {
	return []Word{
		Help, Status, Pair, Add, Remove, Assign, People, Accept, Agreed, Withdraw, Limit, Renew, Ends, Close, Reopen, Agency, View, Checklist,
		Back, Skip, Unknown, Block, Correct, Note, Pause, Resume, Stop, Sign, Judge,
		Contact, Level, Because, Third, History, Show, Action, Done, Agenda, Begin, Present, Minutes,
		Until, OnlyFor, Anything, Impact, Episode, Element,
		OnCall, Settings, Language, Zone, Quiet, Away, Returned, Notify, Remind, Usual,
		Alert, Measure, Statistics, Week, Cover, OnIt, PassOn, AlreadyKnown,
		Deputy, Supervisor, Off, Test, Mail, Own, False,
		Meeting, Or, Move, CallOff, Every, OfRhythm, Rule, InPerson, Phone, Video,
		Questionnaire, Change, Share, Timeline, Began, Half, PartnerContact, Missing,
		AsShared, OfHer, OfHim, OfChildren, OfSituation,
		Partner, Held, Ours, Rules, Valid, Emergency,
		Low, Medium, High, Extreme, NotEnough, None, Rejudge, GoOn, Discard, Yes, No,
	}
}

// Steers reports whether a word leads a conversation, rather than saying something
// within it: where words are the answer, such a word alone is still a command.
func (w Word) Steers() bool {
	switch w {
	case Help, Status, Back, Skip, Correct, Pause, Resume, Stop, Block, Sign, Judge:
		return true
	}
	return false
}

// Personal reports whether a word is about nobody but the person who writes it, and
// belongs in their direct room.
func (w Word) Personal() bool {
	switch w {
	case Settings, Language, Zone, Quiet, Away, Returned, Notify, Remind:
		return true
	}
	return false
}

// AtDesk reports whether a word belongs at a desk and nowhere else.
func (w Word) AtDesk() bool {
	switch w {
	case Pair, Add, Remove, Assign, People, Accept, OnCall, Week, Cover, Statistics, Partner:
		return true
	}
	return false
}

// asks reports whether a word asks the bot for something, so that courtesy may
// follow: "status please". What goes on record in somebody's name does not: "agreed,
// thanks" and "sign please" are said to people.
func (w Word) asks() bool {
	switch w {
	case Help, Status, Pair, People, Week, Checklist, Questionnaire, Back, Skip, Block, Pause, Resume, Stop:
		return true
	}
	return false
}

// Command is one understood line.
type Command struct {
	Word Word
	// Rest is what followed the word, as it was typed.
	Rest string
	// Marked is true where the line began with "!" and a word: it was meant for the
	// bot and for nobody else.
	Marked bool
}

// Bare reports whether nothing follows the word, or the line was marked: a line
// that only begins with the word may be talk.
func (c Command) Bare() bool { return c.Rest == "" || c.Marked }

// Mark begins a command where people also talk to each other.
const Mark = "!"

// names reports whether what follows a word is a name. It may begin like the
// word's own longer phrase, which then wins only where nothing follows: "terzo
// servizio sociale" names the social services.
func (w Word) names() bool { return w == Third }

// Parse finds the command that a line begins with: the longest phrase wins, the
// given languages come first, and every other bundled language is understood as
// well. Single letters are understood in the given languages only: "a" is high in
// Italian, and a slip of the finger in English.
func Parse(line string, languages ...string) (Command, bool) {
	line, marked := unmark(strings.TrimSpace(line))
	if line == "" {
		return Command{Marked: marked}, false
	}
	// "help?" is how a person asks who does not know what to do.
	if asks := strings.TrimRight(line, "?"); asks != line && asks != "" {
		if c, ok := Parse(asks, languages...); ok && c.Rest == "" && (c.Word == Help || c.Word == Status) {
			return Command{Word: c.Word, Marked: marked}, true
		}
	}
	for _, language := range languages {
		if word, rest, ok := match(wordsIn(language), line, 1); ok {
			return Command{Word: word, Rest: rest, Marked: marked}, true
		}
	}
	for _, language := range Languages() {
		if word, rest, ok := match(wordsIn(language), line, 2); ok {
			return Command{Word: word, Rest: rest, Marked: marked}, true
		}
	}
	return Command{Rest: line, Marked: marked}, false
}

// unmark takes the mark off. "!!!" is no command, but what people write.
func unmark(line string) (string, bool) {
	rest, marked := strings.CutPrefix(line, Mark)
	rest = strings.TrimSpace(rest)
	if first, _ := utf8.DecodeRuneInString(rest); !marked || !unicode.IsLetter(first) {
		return line, false
	}
	return rest, true
}

// most is how many words a phrase has at most.
const most = 4

// match looks for the longest phrase of up to four words at the line's start. A
// phrase of fewer letters than shortest does not count.
func match(phrases map[string]Word, line string, shortest int) (Word, string, bool) {
	for n := most; n >= 1; n-- {
		head, rest, ok := split(line, n)
		if !ok {
			continue
		}
		head = Fold(head)
		word, known := phrases[head]
		if !known || utf8.RuneCountInString(head) < shortest || word.names() && n > 1 && rest != "" {
			continue
		}
		if word == Change && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			word = Correct // "change 12"
		}
		if word.asks() && among(polite, rest) {
			rest = ""
		}
		return word, rest, true
	}
	return "", "", false
}

// split cuts a line after its first n words.
func split(line string, n int) (head, rest string, ok bool) {
	end := 0
	for range n {
		start := end + len(line[end:]) - len(strings.TrimLeftFunc(line[end:], unicode.IsSpace))
		if start == len(line) {
			return "", "", false
		}
		end = start + strings.IndexFunc(line[start:], unicode.IsSpace)
		if end < start {
			end = len(line)
		}
	}
	return strings.TrimRight(line[:end], ":"), strings.TrimSpace(strings.TrimLeft(line[end:], ": ")), true
}

// Only is an argument without the punctuation that telephones put around it.
func Only(s string) string { return strings.Trim(s, " \t\n.,:;!()#") }
