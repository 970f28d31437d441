package flows

import (
	"time"

	"asapbot/flows/risk"
)

// Input is something that has happened. The set is closed: everything that can
// reach the core is in this file.
type Input interface{ input() }

// Ref is the mark under which the shell knows a person's message (with Matrix:
// the event ID). The core only compares it.
type Ref string

// Dice are random bytes for one input, hexadecimal, at least 16 of them. They
// come in with the input so that the core itself stays free of chance.
type Dice string

// Said is a text that a person wrote in a room. Edits names the earlier message
// that it replaces, if it does.
type Said struct {
	By    Person `json:"by"`
	In    Place  `json:"in"`
	Ref   Ref    `json:"ref"`
	Edits Ref    `json:"edits,omitempty"`
	Text  string `json:"text"`
	// Mentions are the people whom the text names, where the client says so.
	Mentions []Person `json:"mentions,omitempty"`
	Dice     Dice     `json:"dice,omitempty"`
}

// Tapped is a vote in one of the bot's polls, the one that was asked under
// Poll. Choice is empty where a vote was taken back.
type Tapped struct {
	By     Person `json:"by"`
	In     Place  `json:"in"`
	Ref    Ref    `json:"ref"`
	Poll   Key    `json:"poll"`
	Choice string `json:"choice"`
	Dice   Dice   `json:"dice,omitempty"`
}

// TookBack is a message that its author deleted.
type TookBack struct {
	By  Person `json:"by"`
	In  Place  `json:"in"`
	Ref Ref    `json:"ref"`
}

// Joined is a person who came into a room of ours.
type Joined struct {
	By Person `json:"by"`
	In Place  `json:"in"`
}

// Left is a person who left a room of ours, declined to come in, or was removed
// from it.
type Left struct {
	By Person `json:"by"`
	In Place  `json:"in"`
}

// Unreadable is a message that could not be taken, and why.
type Unreadable struct {
	By     Person `json:"by"`
	In     Place  `json:"in"`
	Ref    Ref    `json:"ref"`
	Why    Fault  `json:"why"`
	Device string `json:"device,omitempty"` // the sender's device, where it is the reason
}

// Fault is why a message could not be taken.
type Fault string

// The faults. Each has a message in the locales, "unreadable." + fault.
const (
	NoKey       Fault = "no_key"       // its key never came
	Unverified  Fault = "unverified"   // sent from a device that its owner has not verified
	Unencrypted Fault = "unencrypted"  // plain text in an encrypted room
	NotText     Fault = "not_text"     // a picture, a voice message, a file
	TooLong     Fault = "too_long"     // more than MaxText characters
	NotLegible  Fault = "not_legible"  // bytes that are no text
	Withheld    Fault = "withheld"     // the bot's own message reaches none of their devices, or they have none
	OneWithheld Fault = "one_withheld" // it was kept from an unverified device, and another of theirs reads it
	Misplaced   Fault = "misplaced"    // a tap on another question than it came for
	Reset       Fault = "reset"        // from an identity that nobody has accepted yet
)

// MaxText is how many characters one message to the bot may have.
const MaxText = 4000

// Invited is an invitation into a room that is not ours. The bot never accepts
// one; Room is the shell's mark for it.
type Invited struct {
	By   Person `json:"by"`
	Room string `json:"room"`
}

// Verifying is a verification of a person's device with the bot, and the emojis
// that the person must see on their own screen for it to be true.
type Verifying struct {
	By     Person   `json:"by"`
	In     Place    `json:"in"` // the desk of the person's service
	Device string   `json:"device"`
	Emojis []string `json:"emojis"`
}

// IdentityReset is a person whose messages come from another identity than that under
// which the bot knows them. Identity is the shell's mark for the new one (with Matrix:
// the public key of their cross-signing). It may be told again.
type IdentityReset struct {
	By       Person `json:"by"`
	Identity string `json:"identity"`
}

// Accepted is what became of an Accept. By is empty where whoever runs the bot
// accepted the identity.
type Accepted struct {
	Person   Person `json:"person"`
	Identity string `json:"identity,omitempty"`
	By       Person `json:"by,omitempty"`
	Refused  bool   `json:"refused,omitempty"` // above all because it has changed once more
}

// TimerFired is a timer of this aggregate that came due. It may come late, never
// early.
type TimerFired struct {
	Name string `json:"name"`
}

// Delivered is a question of ours (an Ask) that now stands in its room. It
// arrives in the room's own order: what a person says before it cannot be an
// answer to it.
type Delivered struct {
	Key Key   `json:"key"`
	In  Place `json:"in"`
}

// Undelivered is a message, question or invitation of ours that the homeserver
// refuses for good.
type Undelivered struct {
	Key    Key    `json:"key"`
	In     Place  `json:"in"`
	Person Person `json:"person,omitempty"` // who could not be invited
}

// Configured is what the configuration says, at each start; the Network hands it
// on to the cases where it has changed.
type Configured struct {
	Services []Service `json:"services"`
	Settings Settings  `json:"settings"`
	// Ways are the kinds of ways by which people can be told outside of Matrix:
	// "mail", and the schemes of addresses that are allowed, such as "ntfy".
	Ways []string `json:"ways,omitempty"`
}

// Paired opens a case: what the Network tells the new Case.
type Paired struct {
	Code     CaseCode  `json:"code"`
	Sides    [2]Party  `json:"sides"` // the programme first
	Settings Settings  `json:"settings"`
	Agencies []Service `json:"agencies,omitempty"` // that can be called in
	// Emergency is set where the case is opened before the partnership stands.
	Emergency *Emergency `json:"emergency,omitempty"`
}

// Party is one service's part in a new or changed case: who works it.
type Party struct {
	Service Service  `json:"service"`
	Manager Person   `json:"manager"`
	Others  []Person `json:"others,omitempty"` // deputies of the manager
	Duty    Duty     `json:"duty"`
	// Contacts are partner-contact workers of a victim support service.
	Contacts []Person `json:"contacts,omitempty"`
}

// Staffed is a change of who works a case on one side: what the Network tells
// the Case.
type Staffed struct {
	Party Party  `json:"party"`
	By    Person `json:"by"`
}

// DutyChanged tells a Case who else of a service can be told, and when.
type DutyChanged struct {
	Service ServiceID `json:"service"`
	Duty    Duty      `json:"duty"`
}

// NoticeSent says by which of their ways a person was told, and NoticeFailed that
// none has worked. Key is that of the Notify.
type NoticeSent struct {
	Key    Key    `json:"key"`
	Person Person `json:"person"`
	Way    string `json:"way"` // its kind
}

// NoticeFailed: see NoticeSent. Nobody was told; somebody must be.
type NoticeFailed struct {
	Key    Key    `json:"key"`
	Person Person `json:"person"`
	// Tried are the kinds of ways that failed; none where the person has none.
	Tried []string `json:"tried,omitempty"`
}

// Called is that a Case has called an agency in, or that the agency's part has ended:
// what the Case tells the Network, which answers with a Staffed.
type Called struct {
	Code   CaseCode  `json:"code"`
	Agency ServiceID `json:"agency"`
	Gone   bool      `json:"gone,omitempty"`
}

// AlertAnswered is how long a service took to answer an alert: what a Case tells the
// Network.
type AlertAnswered struct {
	Service ServiceID     `json:"service"`
	At      time.Time     `json:"at"`
	After   time.Duration `json:"after"`
}

// Read is a person who can read what the bot says, because a device of theirs gets its
// messages; or who has read it, because they tapped an answer in their direct room: what a
// Case tells the Network.
type Read struct {
	By Person `json:"by"`
}

// ClockSetBack is that the clock by which the core goes was set back, by so much; or
// that nobody knows whether it was, because the bot was off, where By is zero. Those who
// have an AlertTimer hear of it: days and deadlines go by the clock as it now is, but
// nobody waits an hour longer for help because of it.
type ClockSetBack struct {
	By time.Duration `json:"by"`
}

// Reported is what a Case tells the Network about itself, so that the desks can
// list their cases without opening them.
type Reported struct {
	Code  CaseCode  `json:"code"`
	State CaseState `json:"state"`
	// Due is when a divergence's contact must be recorded; zero where none is awaited.
	Due time.Time `json:"due,omitzero"`
	// Review is when the risk is to be assessed anew at the latest.
	Review time.Time `json:"review,omitzero"`
	// Impact counts the questionnaires on change that each side was asked for and has
	// not given.
	Impact [2]int `json:"impact,omitzero"`
	// Level counts for now: the agreed one, otherwise the higher.
	Level risk.Level `json:"level,omitempty"`
	// Alerts is how many are open.
	Alerts int `json:"alerts,omitempty"`
	// Meeting is when the next one begins; zero where none is confirmed.
	Meeting time.Time `json:"meeting,omitzero"`
	// Actions are the open ones of each side.
	Actions [2]OpenActions `json:"actions,omitzero"`
}

// Recalled are the records that a Recall asked for, in its order, as far as they
// are there.
type Recalled struct {
	Records []Record `json:"records"`
	For     Query    `json:"for"`
}

func (Said) input()          {}
func (Tapped) input()        {}
func (TookBack) input()      {}
func (Joined) input()        {}
func (Left) input()          {}
func (Unreadable) input()    {}
func (Invited) input()       {}
func (Verifying) input()     {}
func (TimerFired) input()    {}
func (Delivered) input()     {}
func (Undelivered) input()   {}
func (Configured) input()    {}
func (Paired) input()        {}
func (Staffed) input()       {}
func (Called) input()        {}
func (Reported) input()      {}
func (DutyChanged) input()   {}
func (AlertAnswered) input() {}
func (NoticeSent) input()    {}
func (NoticeFailed) input()  {}
func (Read) input()          {}
func (ClockSetBack) input()  {}
func (Recalled) input()      {}
func (IdentityReset) input() {}
func (Accepted) input()      {}
