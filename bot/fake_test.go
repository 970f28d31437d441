package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"asapbot/bot/matrix"
)

// botUser is the bot's account on the fake homeserver.
const botUser = "@asapbot:example.org"

// fakeServer is a homeserver in memory: rooms, one stream of events, and a memory
// of transactions. Its delays, errors and lapses of memory are staged by tests.
type fakeServer struct {
	mu     sync.Mutex
	rooms  map[string]*fakeRoom
	stream []*fakeEvent
	byID   map[string]*fakeEvent
	memory map[string]string // transaction to event
	news   chan struct{}     // closed when the stream grows
	spoken map[string]int    // events by sender, which number their IDs

	identities map[string]string // of those who have reset their encryption
	accepted   []string

	page    int           // how many events of one room a sync shows at most
	delay   time.Duration // until a sync shows an event
	late    time.Duration // see breakOff
	overlap int           // how many events Backfill repeats that lie before the gap

	// staged is asked before each request, and again after it took effect; it may
	// wait, return an error or end the bot.
	staged atomic.Pointer[func(request) error]
}

// stage says what goes wrong from now on. What is given must be safe for concurrent
// use.
func (s *fakeServer) stage(fault func(request) error) { s.staged.Store(&fault) }

// healthy ends it.
func (s *fakeServer) healthy() { s.staged.Store(nil) }

func (s *fakeServer) fault(r request) error {
	if f := s.staged.Load(); f != nil {
		return (*f)(r)
	}
	return nil
}

// request is one call of the bot that has an effect outside of its memory.
type request struct {
	what, room, transaction string
	after                   bool // it took effect; the answer is on its way
	of                      *life
}

type fakeRoom struct {
	id, name string
	members  map[string]string
	pinned   []string
	invited  string // by whom the bot is invited, where it is
}

// fakeEvent is an event and what reading it gives.
type fakeEvent struct {
	matrix.Event
	content *matrix.Content // of the bot's own
	message matrix.Message
	err     error // of Read: ErrNoKey until the key comes, or Refused, or worse
	visible time.Time
}

func newFakeServer() *fakeServer {
	return &fakeServer{
		rooms: map[string]*fakeRoom{}, byID: map[string]*fakeEvent{}, memory: map[string]string{},
		news: make(chan struct{}), spoken: map[string]int{}, identities: map[string]string{}, page: 100,
	}
}

// add appends an event to the stream. Its ID tells whose it is and which of theirs,
// so that it is the same however events of other people come in between.
func (s *fakeServer) add(e fakeEvent) string {
	switch {
	case e.ID != "":
	case e.Member != nil:
		e.ID = fmt.Sprintf("$%s.%s.%s", e.Room, e.Member.User, e.Member.Membership)
	default:
		s.spoken[e.Sender]++
		e.ID = fmt.Sprintf("$%s.%d", e.Sender, s.spoken[e.Sender])
	}
	for s.byID[e.ID] != nil && !e.InviteToUs {
		e.ID += "+"
	}
	e.At, e.visible = time.Now(), time.Now().Add(s.delay)
	e.message.Room, e.message.ID, e.message.Sender = e.Room, e.ID, e.Sender
	s.stream = append(s.stream, &e)
	s.byID[e.ID] = &e
	close(s.news)
	s.news = make(chan struct{})
	return e.ID
}

// member changes who is in a room.
func (s *fakeServer) member(room, sender, user, membership string) {
	s.rooms[room].members[user] = membership
	s.add(fakeEvent{Event: matrix.Event{
		Room: room, Sender: sender, Type: "m.room.member",
		Member: &matrix.Membership{User: user, Membership: membership},
	}, message: matrix.Message{Kind: matrix.Other}})
}

// What people do.

// post has a person send something; the message says what.
func (s *fakeServer) post(user, room string, m matrix.Message) string {
	return s.postBroken(user, room, m, nil)
}

// postBroken is a message that cannot be read, for the time being or for ever.
func (s *fakeServer) postBroken(user, room string, m matrix.Message, err error) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(fakeEvent{Event: matrix.Event{Room: room, Sender: user, Type: "m.room.encrypted"}, message: m, err: err})
}

func (s *fakeServer) say(user, room, text string) string {
	return s.post(user, room, matrix.Message{Kind: matrix.Text, Text: text})
}

func (s *fakeServer) vote(user, room, poll, choice string) string {
	return s.post(user, room, matrix.Message{Kind: matrix.Vote, Poll: poll, Choices: []string{choice}})
}

// choice is the ID of a poll's choice by its label; another word is a choice that
// does not exist.
func (e *fakeEvent) choice(label string) string {
	for _, c := range e.content.Poll.Choices {
		if strings.EqualFold(c.Label, label) {
			return c.ID
		}
	}
	return label
}

// replay shows events again, as if they were new.
func (s *fakeServer) replay(events ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range events {
		s.stream = append(s.stream, s.byID[id])
	}
	close(s.news)
	s.news = make(chan struct{})
}

// inviteBot is an invitation of the bot into somebody's own room.
func (s *fakeServer) inviteBot(user, room string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms[room] = &fakeRoom{id: room, members: map[string]string{user: "join"}, invited: user}
	s.add(fakeEvent{Event: matrix.Event{
		ID: "invite:" + room, Room: room, Sender: user, Type: "m.room.member", InviteToUs: true,
		Member: &matrix.Membership{User: botUser, Membership: "invite"},
	}})
}

// invites reports whether an invitation of the bot stands.
func (s *fakeServer) invites(room string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rooms[room].invited != ""
}

func (s *fakeServer) pinned(room string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rooms[room].pinned
}

// mend gives the event what it takes to be read: its key.
func (s *fakeServer) mend(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[event].err = nil
}

// breakOff has the next sending of a message end without an answer. The request is
// still on its way inside of the homeserver, which takes the message after a while and
// forgets the transaction, as Dendrite does.
func (s *fakeServer) breakOff(late time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = late
}

func (s *fakeServer) brokenOff(e fakeEvent) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	late := s.late
	s.late = 0
	if late > 0 {
		time.AfterFunc(late, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.add(e)
		})
	}
	return late > 0
}

// forget loses the memory of transactions, as a restart of the server does.
func (s *fakeServer) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.memory)
}

// said is what stands in a room of the bot's own words, oldest first.
func (s *fakeServer) said(room string) []*fakeEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	var said []*fakeEvent
	for _, e := range s.stream {
		if e.Room == room && e.content != nil {
			said = append(said, e)
		}
	}
	return said
}

// seen is what a person has seen of the bot, by room and in its order: what was
// said while they were in it, and nothing before.
func (s *fakeServer) seen(user string) map[string][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen, in := map[string][]string{}, map[string]bool{}
	for _, e := range s.stream {
		name := s.rooms[e.Room].name
		switch {
		case e.Member != nil && e.Member.User == user:
			in[e.Room] = e.Member.Membership == "join"
		case e.content != nil && in[e.Room]:
			seen[name] = append(seen[name], words(e.content))
		}
	}
	return seen
}

// words is a message as a person sees it.
func words(c *matrix.Content) string {
	var out []string
	if c.Replaces != "" {
		out = append(out, "(instead of an earlier one)")
	}
	if c.Notify {
		out = append(out, "(rings "+strings.Join(c.Mentions, " ")+")")
	}
	if c.File != nil {
		out = append(out, fmt.Sprintf("(%s, %s, %d wide)", c.File.Name, c.File.Type, c.File.Width))
	}
	if c.Poll == nil {
		return strings.Join(append(out, c.Markdown), " ")
	}
	out = append(out, c.Poll.Question)
	for _, choice := range c.Poll.Choices {
		out = append(out, "( ) "+choice.Label)
	}
	return strings.Join(out, " ")
}

// fakeClient is the homeserver as one bot, alive or dead, sees it.
type fakeClient struct {
	s    *fakeServer
	life *life
	keys chan string

	mu   sync.Mutex
	ours map[string]bool
}

var _ Homeserver = (*fakeClient)(nil)

func newFakeClient(s *fakeServer, l *life) *fakeClient {
	return &fakeClient{s: s, life: l, keys: make(chan string), ours: map[string]bool{}}
}

func (c *fakeClient) KeysCame() <-chan string { return c.keys }

func (c *fakeClient) Own(room string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ours[room] = true
}

func (c *fakeClient) owns(room string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ours[room]
}

// ask makes a request, with the faults that are staged around it.
func (c *fakeClient) ask(ctx context.Context, r request, do func() error) error {
	c.life.mustLive()
	r.of = c.life
	if err := cmp.Or(c.s.fault(r), ctx.Err()); err != nil {
		return err
	}
	c.life.mustLive()
	c.s.mu.Lock()
	err := do()
	c.s.mu.Unlock()
	if err != nil {
		return err
	}
	r.after = true
	err = c.s.fault(r)
	c.life.mustLive()
	return err
}

// token is a place in the stream.
func token(n int) string { return "t" + strconv.Itoa(n) }

func place(token string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(token, "t"))
	return n
}

func (c *fakeClient) Sync(ctx context.Context, since string, timeout time.Duration) (matrix.Batch, error) {
	c.life.mustLive()
	if err := c.s.fault(request{what: "Sync", of: c.life}); err != nil {
		return matrix.Batch{}, err
	}
	end := time.NewTimer(timeout)
	defer end.Stop()
	for {
		batch, news, next := c.s.batch(since)
		if len(batch.Events)+len(batch.Gaps) > 0 {
			return batch, ctx.Err()
		}
		shown := time.NewTimer(next)
		select {
		case <-news:
		case <-shown.C:
		case <-end.C:
			return batch, nil
		case <-ctx.Done():
			return matrix.Batch{}, ctx.Err()
		}
		shown.Stop()
	}
}

// batch is what is new since a place; what tells of more; and how long until what
// is there already may be shown.
func (s *fakeServer) batch(since string) (matrix.Batch, chan struct{}, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, to, next := place(since), len(s.stream), time.Hour
	for i := from; i < to; i++ {
		if left := time.Until(s.stream[i].visible); left > 0 {
			to, next = i, left
		}
	}
	out := matrix.Batch{Next: token(to)}
	rooms := map[string][]int{}
	for i := from; i < to; i++ {
		if e := s.stream[i]; s.rooms[e.Room].members[botUser] == "join" || e.InviteToUs {
			rooms[e.Room] = append(rooms[e.Room], i)
		}
	}
	for _, room := range slices.Sorted(maps.Keys(rooms)) {
		at := rooms[room]
		if len(at) > s.page {
			at = at[len(at)-s.page:]
			if since != "" {
				out.Gaps = append(out.Gaps, matrix.Gap{Room: room, From: since, To: token(at[0])})
			}
		}
		for _, i := range at {
			e := s.stream[i].Event
			if t := e.Transaction; t != "" && s.memory[t] != e.ID {
				e.Transaction = "" // forgotten
			}
			out.Events = append(out.Events, e)
		}
	}
	return out, s.news, next
}

func (c *fakeClient) Backfill(ctx context.Context, gap matrix.Gap, limit int) (events []matrix.Event, rest *matrix.Gap, err error) {
	err = c.ask(ctx, request{what: "Backfill", room: gap.Room}, func() error {
		from, to := place(gap.From), place(gap.To)
		for i := max(0, from-c.s.overlap); i < min(to+c.s.overlap, len(c.s.stream)); i++ {
			e := c.s.stream[i].Event
			if e.Room != gap.Room {
				continue
			}
			e.Transaction = ""
			events = append(events, e)
			if len(events) == limit && i+1 < to {
				rest = &matrix.Gap{Room: gap.Room, From: token(i + 1), To: gap.To}
				return nil
			}
		}
		return nil
	})
	return events, rest, err
}

func (c *fakeClient) Read(ctx context.Context, e matrix.Event) (matrix.Message, error) {
	c.life.mustLive()
	if err := c.s.fault(request{what: "Read", room: e.Room, of: c.life}); err != nil {
		return matrix.Message{}, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	f := c.s.byID[e.ID]
	if f == nil {
		return matrix.Message{}, &matrix.Refused{Why: matrix.NotLegible}
	}
	return f.message, f.err
}

var errFakeForbidden = fmt.Errorf("fake: forbidden: %w", matrix.ErrNotEncrypted)

func (c *fakeClient) OpenRoom(ctx context.Context, marker, name string) (string, error) {
	id := "!" + marker
	err := c.ask(ctx, request{what: "OpenRoom", room: id, transaction: marker}, func() error {
		if c.s.rooms[id] == nil {
			c.s.rooms[id] = &fakeRoom{id: id, name: name, members: map[string]string{}}
			c.s.member(id, botUser, botUser, "join")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	c.Own(id)
	return id, nil
}

func (c *fakeClient) Send(ctx context.Context, room, transaction string, content matrix.Content) (event string, err error) {
	if !c.owns(room) {
		return "", matrix.ErrNotOurs
	}
	message := fakeEvent{
		Event: matrix.Event{
			ID: "$" + transaction, Room: room, Sender: botUser, Type: "m.room.encrypted", Transaction: transaction,
		},
		content: &content, message: matrix.Message{Kind: matrix.Own, Key: content.Key},
	}
	if c.s.brokenOff(message) {
		return "", errors.New("fake: broken off")
	}
	err = c.ask(ctx, request{what: "Send", room: room, transaction: transaction}, func() error {
		if event = c.s.memory[transaction]; event != "" {
			return nil
		}
		event = c.s.add(message)
		c.s.memory[transaction] = event
		return nil
	})
	return event, err
}

func (c *fakeClient) Invite(ctx context.Context, room, user string) error {
	return c.ask(ctx, request{what: "Invite", room: room}, func() error {
		if m := c.s.rooms[room].members[user]; m == "join" || m == "invite" {
			return nil
		}
		c.s.member(room, botUser, user, "invite")
		c.s.member(room, user, user, "join") // people come in at once
		return nil
	})
}

func (c *fakeClient) Remove(ctx context.Context, room, user string) error {
	return c.ask(ctx, request{what: "Remove", room: room}, func() error {
		if c.s.rooms[room].members[user] != "leave" {
			c.s.member(room, botUser, user, "leave")
		}
		return nil
	})
}

func (c *fakeClient) Pin(ctx context.Context, room string, messages []string) error {
	return c.ask(ctx, request{what: "Pin", room: room}, func() error {
		c.s.rooms[room].pinned = messages
		return nil
	})
}

// Accept takes an identity while it is the present one.
func (c *fakeClient) Accept(ctx context.Context, user, identity string) error {
	return c.ask(ctx, request{what: "Accept"}, func() error {
		if identity != "" && c.s.identities[user] != identity {
			return fmt.Errorf("fake: %w", matrix.ErrOtherIdentity)
		}
		c.s.accepted = append(c.s.accepted, user+" "+identity)
		return nil
	})
}

func (c *fakeClient) Decline(ctx context.Context, room string) error {
	return c.ask(ctx, request{what: "Decline", room: room}, func() error {
		if c.s.rooms[room] == nil {
			return errors.New("fake: no such room")
		}
		c.s.rooms[room].invited = ""
		return nil
	})
}
