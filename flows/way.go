package flows

import (
	"regexp"
	"slices"
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Way is one way in which a person is told, outside of Matrix, that something waits
// for them: by mail, or by what an address of another scheme stands for. An address
// may hold a secret: it never leaves the Network but to be used.
type Way struct {
	Kind    string `json:"kind"` // Mail, or the address's scheme
	Address string `json:"address"`
}

// Mail is the kind of way that needs no scheme.
const Mail = "mail"

// ntfy is the scheme that may be given as a web address: that is how its
// application shows it.
const ntfy = "ntfy"

// mostWays is how many ways one person can have.
const mostWays = 4

var (
	mailAddress = regexp.MustCompile(`^[^\s@<>"(),:;\\]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,200}\.[A-Za-z0-9-]{2,}$`)
	webAddress  = regexp.MustCompile(`^([a-z][a-z0-9+-]*)://[^\s/]+(/\S*)?$`)
)

// setWay changes how a person is told outside of Matrix, shows it, or tries it.
func (t *networkTurn) setWay(p Person, said string) {
	s, _ := t.n.serviceOf(p)
	tag, _ := t.n.speaks(s, p)
	said = command.AfterFillers(said)
	switch c, _ := command.Parse(said, tag); {
	case said == "":
		t.answer(p, message.New("direct.ways", message.Args{"Ways": message.List(t.wayLines(p)), "Offered": message.Text(strings.Join(t.n.Offered, ", "))}))
	case c.Word == command.Off && c.Rest == "":
		delete(t.n.Ways, p)
		t.answer(p, message.New("direct.ways_off"))
	case c.Word == command.Test && c.Rest == "":
		t.tryWays(p)
	case c.Word == command.Mail && c.Rest != "":
		t.addWay(p, Way{Mail, command.Only(c.Rest)})
	default:
		t.addWay(p, readWay(said, t.n.Offered))
	}
}

// readWay reads an address, with or without its kind before it. A web address is
// ntfy's.
func readWay(said string, offered []string) Way {
	if kind, rest, more := strings.Cut(said, " "); more && slices.Contains(offered, strings.ToLower(kind)) {
		w := readWay(strings.TrimSpace(rest), nil)
		if w.Kind != "" && w.Kind != strings.ToLower(kind) {
			return Way{}
		}
		return w
	}
	if mailAddress.MatchString(said) {
		return Way{Mail, said}
	}
	found := webAddress.FindStringSubmatch(said)
	switch {
	case found == nil:
		return Way{}
	case found[1] == "https":
		return Way{ntfy, ntfy + strings.TrimPrefix(said, "https")}
	}
	return Way{found[1], said}
}

// addWay adds a way, in the place of one of its kind, and tries it at once.
func (t *networkTurn) addWay(p Person, w Way) {
	kind := message.Args{"Kind": message.Text(w.Kind), "Offered": message.Text(strings.Join(t.n.Offered, ", "))}
	ways := slices.Clone(t.n.Ways[p])
	at := slices.IndexFunc(ways, func(other Way) bool { return other.Kind == w.Kind })
	switch {
	case w.Kind == "http":
		t.answer(p, message.New("direct.way_open"))
		return
	case w.Kind == "" || w.Kind == Mail && !mailAddress.MatchString(w.Address):
		t.answer(p, message.New("direct.way_how"))
		return
	case !slices.Contains(t.n.Offered, w.Kind) && w.Kind == Mail:
		t.answer(p, message.New("direct.no_mail"))
		return
	case !slices.Contains(t.n.Offered, w.Kind):
		t.answer(p, message.New("direct.no_such_way", kind))
		return
	case at >= 0:
		ways[at] = w
	case len(ways) == mostWays:
		t.answer(p, message.New("direct.ways_full"))
		return
	default:
		ways = append(ways, w)
	}
	t.n.Ways[p] = ways
	t.answer(p, message.New("direct.way_set", message.Args{"Way": message.Nested(wayLine(w))}))
	t.do(Notify{Key: t.key(), Person: p, Way: w.Kind})
}

// tryWays tries each of a person's ways.
func (t *networkTurn) tryWays(p Person) {
	if len(t.n.Ways[p]) == 0 {
		t.answer(p, message.New("direct.ways_none"))
		return
	}
	t.answer(p, message.New("direct.ways_tried"))
	for _, w := range t.n.Ways[p] {
		t.do(Notify{Key: t.key(), Person: p, Way: w.Kind})
	}
}

// noticeSent and noticeFailed say what became of a trial.
func (t *networkTurn) noticeSent(in NoticeSent) {
	if _, works := t.n.serviceOf(in.Person); works && t.n.Rooms[in.Person].In {
		t.answer(in.Person, message.New("direct.notice_sent", message.Args{"Kind": message.Nested(kindMessage(in.Way))}))
	}
}

func (t *networkTurn) noticeFailed(in NoticeFailed) {
	if _, works := t.n.serviceOf(in.Person); !works || !t.n.Rooms[in.Person].In || len(in.Tried) == 0 {
		return // switched off meanwhile
	}
	t.answer(in.Person, message.New("direct.notice_failed", message.Args{"Kind": message.Nested(kindMessage(in.Tried[0]))}))
}

func (t *networkTurn) wayLines(p Person) []message.Message {
	var lines []message.Message
	for _, w := range t.n.Ways[p] {
		lines = append(lines, wayLine(w))
	}
	return lines
}

// wayLine names a way without its secret: of an address only the mailbox, or the
// server where it is ntfy's.
func wayLine(w Way) message.Message {
	args := message.Args{"Kind": message.Nested(kindMessage(w.Kind)), "Where": message.Text("")}
	switch w.Kind {
	case Mail:
		args["Where"] = message.Text(w.Address)
	case ntfy:
		_, host, _ := strings.Cut(w.Address, "://")
		host = host[strings.LastIndex(strings.SplitN(host, "/", 2)[0], "@")+1:]
		host, _, _ = strings.Cut(host, "/")
		args["Where"] = message.Text(host)
	}
	return message.New("direct.way", args)
}

func kindMessage(kind string) message.Message {
	if kind == Mail {
		return message.New("way.mail")
	}
	return message.New("plain", message.Args{"Text": message.Text(kind)})
}
