package stage

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/matrix-org/gomatrix"
)

// Observer reads what the homeserver has, as anyone who holds the homeserver
// can. It is built on gomatrix, which knows no encryption at all, and shares no
// code with the bot or with the players: what it cannot find in a room is not
// there in clear.
type Observer struct {
	client *gomatrix.Client
}

// Held is one event as the homeserver holds it.
type Held struct {
	Room  string
	State bool            // from the state of the room, which no history limits
	Raw   json.RawMessage // the whole event
}

// Leak is a needle that was found in an event.
type Leak struct {
	Room    string
	EventID string
	Type    string
	Needle  string
}

// NewObserver logs in as a user. The observer is shown what that user may see;
// to see all of a room it has to be someone who was there from the start.
func NewObserver(hs *Homeserver, localpart, password string) (*Observer, error) {
	client, err := gomatrix.NewClient(hs.Address, "", "")
	if err != nil {
		return nil, err
	}
	client.Client = &http.Client{
		Transport: http.DefaultTransport.(*http.Transport).Clone(),
		Timeout:   30 * time.Second,
	}
	login, err := client.Login(&gomatrix.ReqLogin{
		Type:       "m.login.password",
		Identifier: gomatrix.NewUserIdentifier(localpart),
		Password:   password,
	})
	if err != nil {
		return nil, fmt.Errorf("observer %s: %w", localpart, err)
	}
	client.SetCredentials(login.UserID, login.AccessToken)
	return &Observer{client: client}, nil
}

// Close logs the observer out.
func (o *Observer) Close() error {
	defer o.client.Client.CloseIdleConnections()
	_, err := o.client.Logout()
	return err
}

// Join accepts an invitation.
func (o *Observer) Join(room string) error {
	if _, err := o.client.JoinRoom(room, "", nil); err != nil {
		return fmt.Errorf("joining: %w", err)
	}
	return nil
}

// Everything returns all that the homeserver has of the rooms: the state, and
// the timeline back to its start, newest first. Without rooms it reads those
// that the user is in.
func (o *Observer) Everything(ctx context.Context, rooms []string) ([]Held, error) {
	if len(rooms) == 0 {
		joined, err := o.client.JoinedRooms()
		if err != nil {
			return nil, fmt.Errorf("observing: %w", err)
		}
		rooms = joined.JoinedRooms
	}
	var all []Held
	for _, room := range rooms {
		state, err := o.state(room)
		if err != nil {
			return nil, fmt.Errorf("observing the state of %s: %w", room, err)
		}
		timeline, err := o.timeline(ctx, room)
		if err != nil {
			return nil, fmt.Errorf("observing the timeline of %s: %w", room, err)
		}
		all = append(append(all, state...), timeline...)
	}
	return all, nil
}

// Newest are the newest events of the rooms that the user is in, by their IDs.
func (o *Observer) Newest() (ids []string, err error) {
	joined, err := o.client.JoinedRooms()
	if err != nil {
		return nil, fmt.Errorf("observing: %w", err)
	}
	for _, room := range joined.JoinedRooms {
		var page struct {
			Chunk []struct {
				EventID string `json:"event_id"`
			}
		}
		url := o.client.BuildURLWithQuery([]string{"rooms", room, "messages"}, map[string]string{"dir": "b", "limit": "1"})
		if err := o.client.MakeRequest(http.MethodGet, url, nil, &page); err != nil {
			return nil, fmt.Errorf("observing the timeline of %s: %w", room, err)
		}
		for _, e := range page.Chunk {
			ids = append(ids, e.EventID)
		}
	}
	return ids, nil
}

func (o *Observer) state(room string) ([]Held, error) {
	var events []json.RawMessage
	if err := o.client.MakeRequest(http.MethodGet, o.client.BuildURL("rooms", room, "state"), nil, &events); err != nil {
		return nil, err
	}
	var held []Held
	for _, raw := range events {
		held = append(held, Held{Room: room, State: true, Raw: raw})
	}
	return held, nil
}

func (o *Observer) timeline(ctx context.Context, room string) ([]Held, error) {
	var held []Held
	read := map[string]bool{}
	from := ""
	for {
		// gomatrix knows no contexts; a page is short.
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		query := map[string]string{"dir": "b", "limit": "100"}
		if from != "" {
			query["from"] = from
		}
		var page struct {
			Chunk []json.RawMessage
			End   string
		}
		url := o.client.BuildURLWithQuery([]string{"rooms", room, "messages"}, query)
		if err := o.client.MakeRequest(http.MethodGet, url, nil, &page); err != nil {
			return nil, err
		}
		for _, raw := range page.Chunk {
			// Dendrite repeats the first event of a room as a page of its own.
			var named struct {
				EventID string `json:"event_id"`
			}
			if err := json.Unmarshal(raw, &named); err != nil {
				return nil, err
			}
			if !read[named.EventID] {
				read[named.EventID] = true
				held = append(held, Held{Room: room, Raw: raw})
			}
		}
		if len(page.Chunk) == 0 || page.End == "" || page.End == from {
			return held, nil
		}
		from = page.End
	}
}

// Find returns where the needles are, without regard to upper and lower case,
// in the keys and values of the events.
func Find(all []Held, needles []string) []Leak {
	var leaks []Leak
	for _, held := range all {
		var named struct {
			EventID string `json:"event_id"`
			Type    string `json:"type"`
		}
		// What is no JSON has no name and is searched all the same.
		_ = json.Unmarshal(held.Raw, &named)
		text := strings.ToLower(string(held.Raw) + "\n" + plain(held.Raw))
		for _, needle := range needles {
			if strings.Contains(text, strings.ToLower(needle)) {
				leaks = append(leaks, Leak{Room: held.Room, EventID: named.EventID, Type: named.Type, Needle: needle})
			}
		}
	}
	return leaks
}

// plain returns all keys and values of a JSON document, one a line, free of the
// escapes behind which a needle could hide.
func plain(raw json.RawMessage) string {
	var text strings.Builder
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		fmt.Fprintln(&text, token)
	}
	return text.String()
}
