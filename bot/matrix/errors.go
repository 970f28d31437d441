package matrix

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"maunium.net/go/mautrix"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var (
	// ErrNoKey says that the key of an encrypted event is not there (yet). Keep
	// the event and read it again when KeysCame names its room.
	ErrNoKey = errors.New("matrix: the key of this message has not come")
	// ErrWithheld is the kind of ErrNoKey where the sender's client said that it
	// keeps the key from us, usually because its user allows verified devices
	// only and has not verified the bot.
	ErrWithheld = fmt.Errorf("%w: the sender's client withholds it", ErrNoKey)
	// ErrNotOurs refuses to send into a room that nobody registered with Own.
	ErrNotOurs = errors.New("matrix: not a room of ours")
	// ErrNotEncrypted refuses to send into a room without encryption.
	ErrNotEncrypted = errors.New("matrix: the room is not encrypted")
	// ErrLoggedOut says that the session is over. Only a new login helps.
	ErrLoggedOut = errors.New("matrix: the server does not know our login any more: somebody logged the bot out or changed its password; give the password again")
	// ErrBroken says that the crypto store could not be written while keys were
	// taken in. What is in memory and what is on disk differ now: only a restart
	// helps, when there is room on the disk. Nothing is lost by it.
	ErrBroken = errors.New("matrix: the crypto store could not be written; restart when the disk is in order")
	// ErrStore says that the disk and not the homeserver is what fails. Nothing was
	// taken in; trying again helps as soon as the disk is in order.
	ErrStore = errors.New("crypto.db cannot be written: the disk is full or fails")
)

// The reasons of Refused.
const (
	// Unverified: the device is below Options.Trust.
	Unverified = "unverified"
	// Reset: the person has another identity than the bot knows. See Client.Accept.
	Reset = "reset"
	// Unencrypted: a message came in clear, so the server could have written it.
	Unencrypted = "unencrypted"
	// NotText: a picture, a voice message, a file, a place, a sticker.
	NotText = "not_text"
	// NotLegible: what came cannot be decoded, or some of its letters cannot.
	NotLegible = "not_legible"
	// Replayed: the server shows an old message as a new one. There is nobody to
	// tell but the operator; the message was read under its own event ID.
	Replayed = "replayed"
)

// Refused is the error of an event that is a message but must not be taken as
// its sender's word.
type Refused struct {
	Why    string
	Device string // the sender's device, where known
}

func (r *Refused) Error() string { return "matrix: refused: " + r.Why }

// Permanent says that trying again cannot help.
func Permanent(err error) bool {
	if errors.Is(err, ErrNotOurs) || errors.Is(err, ErrNotEncrypted) || errors.Is(err, ErrOtherIdentity) {
		return true
	}
	for _, refusal := range []mautrix.RespError{
		mautrix.MForbidden, mautrix.MTooLarge, mautrix.MNotFound, mautrix.MBadJSON, mautrix.MNotJSON,
		mautrix.MInvalidParam, mautrix.MBadState, mautrix.MUnsupportedRoomVersion,
		{ErrCode: "M_MISSING_PARAM"}, {ErrCode: "M_INVALID_ROOM_STATE"},
	} {
		if errors.Is(err, refusal) {
			return true
		}
	}
	var failed mautrix.HTTPError
	if !errors.As(err, &failed) || failed.Response == nil {
		return false
	}
	switch failed.Response.StatusCode {
	case http.StatusRequestEntityTooLarge:
		return true
	case http.StatusBadRequest, http.StatusForbidden:
		// Dendrite's way to refuse much of what the specification has codes for.
		return failed.RespError != nil && failed.RespError.ErrCode == "M_UNKNOWN"
	}
	return false
}

// RetryAfter is how long the server asks us to wait, or zero if it does not.
// https://spec.matrix.org/v1.12/client-server-api/#rate-limiting
func RetryAfter(err error) time.Duration {
	var failed mautrix.HTTPError
	if !errors.As(err, &failed) || !failed.IsStatus(http.StatusTooManyRequests) {
		return 0
	}
	if seconds, err := strconv.Atoi(failed.Response.Header.Get("Retry-After")); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if failed.RespError != nil {
		if ms, ok := failed.RespError.ExtraData["retry_after_ms"].(float64); ok {
			return time.Duration(ms) * time.Millisecond
		}
	}
	return time.Second
}

// loggedOut marks the errors that only a new login can end.
func loggedOut(err error) error {
	if errors.Is(err, mautrix.MUnknownToken) || errors.Is(err, mautrix.MMissingToken) {
		return fmt.Errorf("%w (%w)", ErrLoggedOut, err)
	}
	return err
}

// unwritten marks the errors of a crypto store that cannot be written for the time
// being. What SQLite says of it alone sounds like any error of a request.
// https://sqlite.org/rescode.html
func unwritten(err error) error {
	var failed *sqlite.Error
	if !errors.As(err, &failed) {
		return err
	}
	switch failed.Code() & 0xff { // without the details
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY:
		return fmt.Errorf("%w (%w)", ErrStore, err)
	}
	return err
}

// recovered runs f and turns a panic into an error. A malformed event must not
// end the bot, because the server would hand it out again after each restart.
func recovered(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("matrix: panic of type %T", p)
		}
	}()
	return f()
}
