package play

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
	"asapbot/flows/instrument"
)

// held is an event as the homeserver holds it.
type held struct {
	Type     string          `json:"type"`
	Sender   string          `json:"sender"`
	StateKey *string         `json:"state_key"`
	Content  json.RawMessage `json:"content"`
	At       int64           `json:"origin_server_ts"`
}

// hidesFromHomeserver reads everything of the bot's rooms as somebody who holds the
// homeserver could, with a client that knows no encryption.
func (a acting) hidesFromHomeserver() {
	observer, err := stage.NewObserver(a.Homeserver, BotName, Password)
	a.does(err)
	defer observer.Close()
	all, err := observer.Everything(a.ctx, nil)
	a.does(err)
	rooms := map[string][]held{}
	for _, h := range all {
		var e held
		a.does(json.Unmarshal(h.Raw, &e))
		if h.State {
			a.plainState(h.Raw, e)
		} else {
			rooms[h.Room] = append(rooms[h.Room], e)
			a.plainEvent(h.Raw, e)
		}
		for _, word := range legible(h.Raw) {
			if slices.Contains(a.shortWords(), word) {
				a.t.Errorf("the homeserver reads %q: %s", word, h.Raw)
			}
		}
	}
	for _, leak := range stage.Find(all, a.needles()) {
		a.t.Errorf("the homeserver knows %q, by a %s", leak.Needle, leak.Type)
	}
	if len(rooms) != 10 { // two desks, the partnership's, three of the case, and a direct room of each of the four
		a.t.Errorf("the bot is in %d rooms", len(rooms))
	}
	for room, newestFirst := range rooms {
		a.encryptedFromTheStart(room, newestFirst)
	}
	a.t.Logf("%d events and states, %d needles", len(all), len(a.needles()))
	// That somebody logs in as the bot on another device disturbs nobody.
	a.answers(ManagerP, a.desk(), a.word(command.Help), "desk.help")
}

var roomName = regexp.MustCompile(`^[KP]-\d{4} · \S+$`)

// plainState holds what the state of a room may say: who is in it, that it is closed
// and encrypted, and a name that says nothing.
func (a acting) plainState(raw json.RawMessage, e held) {
	var c struct {
		Name       string         `json:"name"`
		History    string         `json:"history_visibility"`
		Join       string         `json:"join_rule"`
		Guests     string         `json:"guest_access"`
		Algorithm  string         `json:"algorithm"`
		Membership string         `json:"membership"`
		Federate   *bool          `json:"m.federate"`
		Users      map[string]int `json:"users"`
		Default    int            `json:"users_default"`
		Events     map[string]int `json:"events"`
		Speak      int            `json:"events_default"`
		State      int            `json:"state_default"`
		Invite     int            `json:"invite"`
		Redact     int            `json:"redact"`
		Kick       int            `json:"kick"`
		Ban        int            `json:"ban"`
	}
	a.does(json.Unmarshal(e.Content, &c))
	bot := map[string]int{a.ID(BotName): 100}
	ok := false
	switch e.Type {
	case "m.room.create":
		ok = c.Federate != nil && !*c.Federate
	case "m.room.name":
		ok = c.Name == a.desk() || c.Name == a.direct() || roomName.MatchString(c.Name)
	case "m.room.history_visibility":
		ok = c.History == "joined"
	case "m.room.join_rules":
		ok = c.Join == "invite"
	case "m.room.guest_access":
		ok = c.Guests == "forbidden"
	case "m.room.encryption":
		ok = c.Algorithm == "m.megolm.v1.aes-sha2"
	case "m.room.power_levels":
		ok = maps.Equal(c.Users, bot) && c.Default == 0 && c.Speak == 0 && c.Events["m.room.power_levels"] == 100 &&
			min(c.State, c.Invite, c.Redact, c.Kick, c.Ban) == 100
		for _, power := range c.Events {
			ok = ok && power == 100
		}
	case "m.room.member":
		ok = c.Membership == "join"
	case "m.room.pinned_events":
		ok = true
	}
	if !ok {
		a.t.Errorf("the state of a room is %s", raw)
	}
}

// plainEvent holds what the homeserver may see of a message: who, when, in which
// session, and to which other it relates.
func (a acting) plainEvent(raw json.RawMessage, e held) {
	if e.StateKey != nil {
		return
	}
	var c map[string]any
	a.does(json.Unmarshal(e.Content, &c))
	text, _ := c["ciphertext"].(string)
	sealed, err := base64.RawStdEncoding.DecodeString(text)
	if e.Type != "m.room.encrypted" || err != nil || len(sealed) == 0 || sealed[0] != 3 { // 3: Megolm's version
		a.t.Errorf("an event is not encrypted: %s", raw)
	}
	relation, _ := c["m.relates_to"].(map[string]any)
	for _, keys := range []struct {
		found   map[string]any
		allowed []string
	}{
		{c, []string{"algorithm", "ciphertext", "device_id", "sender_key", "session_id", "m.relates_to"}},
		{relation, []string{"rel_type", "event_id"}},
	} {
		for key := range keys.found {
			if !slices.Contains(keys.allowed, key) {
				a.t.Errorf("an encrypted event has %q in clear: %s", key, raw)
			}
		}
	}
}

// encryptedFromTheStart: a room is encrypted before anybody but the bot is in it.
func (a acting) encryptedFromTheStart(room string, newestFirst []held) {
	slices.Reverse(newestFirst)
	sealed := slices.IndexFunc(newestFirst, func(e held) bool { return e.Type == "m.room.encryption" })
	others := slices.IndexFunc(newestFirst, func(e held) bool {
		return e.StateKey == nil || e.Type == "m.room.member" && *e.StateKey != a.ID(BotName)
	})
	if sealed < 0 || others < sealed {
		a.t.Errorf("%s was encrypted with its event %d; somebody came or spoke with its event %d", room, sealed, others)
	}
}

// legible are the words of an event that are in no key, ciphertext or ID, in lower
// case.
func legible(raw json.RawMessage) []string {
	var words []string
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case string:
			if strings.HasPrefix(value, "$") || strings.HasPrefix(value, "!") {
				return // the ID of an event or a room
			}
			words = append(words, strings.FieldsFunc(strings.ToLower(value), func(r rune) bool {
				return !unicode.IsLetter(r)
			})...)
		case []any:
			for _, one := range value {
				walk(one)
			}
		case map[string]any:
			for key, one := range value {
				switch key {
				case "ciphertext", "sender_key", "session_id", "device_id", "transaction_id", "eu.asapbot.marker":
					continue
				}
				walk(key)
				walk(one)
			}
		}
	}
	var value any
	_ = json.Unmarshal(raw, &value) // what is no JSON was found before
	walk(value)
	return words
}

// shortWords are answers and levels, and what a file would be called for, that are too short to be looked for amid keys.
func (a acting) shortWords() []string {
	words := []string{a.word(command.Meeting), a.word(command.Minutes)}
	def, _ := instrument.Latest("checklist")
	for _, c := range def.Choices["presence"] {
		words = append(words, strings.ToLower(c.Label.In(a.Language)))
	}
	for _, level := range []string{"low", "medium", "high", "extreme"} {
		words = append(words, a.label("level."+level))
	}
	return words
}

// enough is how many letters make sure that something is not found by chance in
// keys and ciphertexts.
const enough = 10

// needles are what the homeserver must not know: every question, every service,
// every day, and every line that anybody has seen or said.
func (a acting) needles() []string {
	needles := map[string]bool{headOf[calendarType]: true, "2/11/2026": true, "2026-11-02": true, "Example Programme": true, "Centro Esempio": true}
	def, _ := instrument.Latest("checklist")
	for _, q := range def.Questions() {
		for _, text := range []instrument.Text{q.Label, q.Short, q.Hint} {
			needles[text.In(a.Language)] = true
		}
	}
	for _, name := range Names {
		for _, m := range a.People[name].Seen("") {
			needles[pairingCode.FindString(m.Body)] = true
			needles[strings.ReplaceAll(pairingCode.FindString(m.Body), " ", "")] = true
			seen := m.Body
			if m.File != nil {
				seen += "\n" + m.File.Caption
			}
			for line := range strings.Lines(seen) {
				needles[strings.TrimSpace(line)] = true
			}
			if m.Poll != nil {
				for _, c := range m.Poll.Choices {
					needles[c.Label] = true
				}
			}
		}
	}
	maps.DeleteFunc(needles, func(n string, _ bool) bool {
		return utf8.RuneCountInString(n) < enough && !pairingCode.MatchString(n) && !strings.Contains(n, "/")
	})
	return slices.Sorted(maps.Keys(needles))
}

// hidesFromDisk looks for the same in the files of the homeserver, where what went
// from device to device is, too, and in those of the bot. Both end before.
func (a acting) hidesFromDisk() {
	a.Bot.Stop()
	a.Homeserver.Kill()
	files := 0
	needles := append(a.needles(), slices.Collect(maps.Values(headOf))...)
	for _, folder := range []string{a.Homeserver.Dir, filepath.Join(a.Dir, "data")} {
		a.does(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			held, err := os.ReadFile(path)
			for _, needle := range needles {
				if bytes.Contains(held, []byte(needle)) {
					a.t.Errorf("%s holds %q", filepath.Base(path), needle)
				}
			}
			files++
			return err
		}))
	}
	a.t.Logf("%d files, %d needles", files, len(needles))
}

// caseCode is what a case is called, and a partnership.
var caseCode = regexp.MustCompile(`[KP]-\d{4}`)

// hidesFromLogs: neither what was said nor the code of a case is in the bot's log.
func (a acting) hidesFromLogs() {
	for _, line := range a.log.lines() {
		for _, needle := range a.needles() {
			if strings.Contains(line, needle) {
				a.t.Errorf("the bot logs %q: %s", needle, line)
			}
		}
		if caseCode.MatchString(line) {
			a.t.Errorf("the bot logs the code of a case: %s", line)
		}
		if strings.Contains(line, "level=ERROR") {
			a.t.Errorf("the bot logs an error: %s", line)
		}
	}
}
