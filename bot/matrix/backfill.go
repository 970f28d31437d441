package matrix

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// Gap says that events of a room are missing between two places in its history:
// more happened than fits into a batch. It can be stored as JSON.
type Gap struct {
	Room string `json:"room"`
	From string `json:"from"`
	To   string `json:"to"`
}

// minPage is more than the one event that pages may have in common.
const minPage = 10

// Backfill fetches the next events of a gap, oldest first, and what is left of
// it; nil when it is filled. Commit both together. An event at the edge of a
// page may come twice.
//
// It pages forward from the place up to which the caller had synced, so that
// the events come in their order and the work for one call is bounded.
// https://spec.matrix.org/v1.12/client-server-api/#get_matrixclientv3roomsroomidmessages
func (c *Client) Backfill(ctx context.Context, gap Gap, limit int) ([]Event, *Gap, error) {
	var page struct {
		Chunk []json.RawMessage `json:"chunk"`
		End   string            `json:"end"`
	}
	_, err := c.mx.MakeRequest(ctx, http.MethodGet, c.mx.BuildURLWithQuery(
		mautrix.ClientURLPath{"v3", "rooms", gap.Room, "messages"},
		map[string]string{"dir": "f", "from": gap.From, "to": gap.To, "limit": strconv.Itoa(max(limit, minPage))},
	), nil, &page)
	if err != nil {
		return nil, &gap, fmt.Errorf("matrix: fetch missing messages: %w", loggedOut(err))
	}
	var events []Event
	for _, raw := range page.Chunk {
		if e, ok := newEvent(id.RoomID(gap.Room), raw); ok {
			events = append(events, e)
		}
	}
	if page.End == "" || page.End == gap.To || len(page.Chunk) == 0 {
		return events, nil, nil
	}
	return events, &Gap{Room: gap.Room, From: page.End, To: gap.To}, nil
}
