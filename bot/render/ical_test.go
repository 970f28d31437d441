package render

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"asapbot/flows"
	"asapbot/flows/meeting"
	"asapbot/flows/message"

	parser "github.com/emersion/go-ical"
	"pgregory.net/rapid"
)

// calendarOf makes the file of a meeting, and reads it with another module than that
// which wrote it.
func calendarOf(t rapid.TB, code flows.CaseCode, c meeting.Calendar, languages ...string) (string, parser.Event, *parser.Calendar) {
	t.Helper()
	r := New(nil, Instruments)
	room := Room{Languages: languages, Zone: time.UTC}
	out, err := r.Attach(room, flows.Attach{
		Key: "c1", To: flows.Shared(code), Name: message.New("calendar.file"), Calendar: &c,
		Text: []message.Message{message.New("calendar.planned")},
	})
	if err != nil {
		t.Fatal(err)
	}
	made, err := r.Make(room, *out.File)
	if err != nil || made.Type != "text/calendar" || !strings.HasSuffix(out.File.Name, ".ics") {
		t.Fatalf("%q, %q: %v", out.File.Name, made.Type, err)
	}
	read, err := parser.NewDecoder(bytes.NewReader(made.Body)).Decode()
	if err != nil {
		t.Fatalf("cannot be read: %v\n%s", err, made.Body)
	}
	if len(read.Events()) != 1 {
		t.Fatalf("%d events", len(read.Events()))
	}
	return string(made.Body), read.Events()[0], read
}

func valueOf(t rapid.TB, p parser.Props, name string) string {
	t.Helper()
	got, err := p.Text(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return got
}

func TestCalendarFile(t *testing.T) {
	start := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	c := meeting.Calendar{
		Meeting: meeting.Meeting{
			Number: 3, UID: "c3ab8ff1-3720-4e8a-9047-dd39466b3c89", Start: start, Sequence: 2, How: meeting.InPerson, Where: "via Roma 1",
		},
		Stamp: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC),
	}
	for language, title := range map[string]string{"en": "K-4821 · meeting", "it": "K-4821 · riunione"} {
		for _, cancelled := range []bool{false, true} {
			c.Cancelled = cancelled
			body, event, file := calendarOf(t, "K-4821", c, language)
			method, status := "PUBLISH", "CONFIRMED"
			if cancelled {
				method, status = "CANCEL", "CANCELLED"
			}
			for name, want := range map[string]string{
				"UID": c.Meeting.UID, "SUMMARY": title, "SEQUENCE": "2", "CLASS": "PRIVATE", "STATUS": status,
				"DTSTART": "20261201T090000Z", "DTEND": "20261201T100000Z", "DTSTAMP": "20261124T080000Z",
			} {
				if got := event.Props.Get(name); got == nil || strings.ReplaceAll(got.Value, "\\", "") != want {
					t.Errorf("%s is %v, want %q", name, got, want)
				}
			}
			if got := valueOf(t, file.Props, "METHOD"); got != method {
				t.Errorf("METHOD is %q, want %q", got, method)
			}
			// What the file may hold is all that it holds: nobody, no place, no program.
			var names []string
			for name := range event.Props {
				names = append(names, name)
			}
			slices.Sort(names)
			if got := strings.Join(names, " "); got != "CLASS DTEND DTSTAMP DTSTART SEQUENCE STATUS SUMMARY UID" {
				t.Errorf("the event has %s", got)
			}
			for _, word := range []string{"Roma", "asap", "arran", "golang", "ORGANIZER", "ATTENDEE", "LOCATION", "DESCRIPTION"} {
				if strings.Contains(strings.ToLower(body), strings.ToLower(word)) {
					t.Errorf("the file says %q:\n%s", word, body)
				}
			}
			begins, err := event.DateTimeStart(time.UTC)
			if err != nil || !begins.Equal(start) {
				t.Errorf("begins %v, %v", begins, err)
			}
		}
	}
}

// Lines end as the standard wants it and are no longer than 75 bytes (RFC 5545, 3.1),
// never in the middle of a character; joined again they say what they said. No code is so
// long, but the words around it may become so in some language.
func TestCalendarLines(t *testing.T) {
	// Words of characters of one to four bytes, which fit into a line or do not.
	word := rapid.StringOfN(rapid.RuneFrom([]rune("K7-öж·家𝄞")), 20, 60, -1)
	rapid.Check(t, func(r *rapid.T) {
		start := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(r, "start"), 0).UTC()
		c := meeting.Calendar{Meeting: meeting.Meeting{
			Number: 1, UID: strings.Repeat("0123456789abcdef-", rapid.IntRange(1, 12).Draw(r, "long")), Start: start,
			Sequence: rapid.IntRange(0, 1000).Draw(r, "sequence"),
		}, Stamp: start, Cancelled: rapid.Bool().Draw(r, "cancelled")}
		code := strings.Join(rapid.SliceOfN(word, 1, 4).Draw(r, "code"), " ")
		language := rapid.SampledFrom([]string{"en", "it"}).Draw(r, "language")
		title := code + map[string]string{"en": " · meeting", "it": " · riunione"}[language]
		body, event, _ := calendarOf(r, flows.CaseCode(code), c, language)
		for name, want := range map[string]string{"UID": c.Meeting.UID, "SUMMARY": title} {
			if got := valueOf(r, event.Props, name); got != want {
				r.Errorf("%s %q is read as %q", name, want, got)
			}
			if line := "\r\n" + name + ":" + want + "\r\n"; !strings.Contains(strings.ReplaceAll(body, "\r\n ", ""), line) {
				r.Errorf("joined again the lines do not say %q:\n%s", line, body)
			}
		}
		if !strings.HasSuffix(body, "END:VCALENDAR\r\n") || strings.Count(body, "\n") != strings.Count(body, "\r\n") {
			r.Errorf("lines end otherwise: %q", body)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(body, "\r\n"), "\r\n") {
			if len(line) > 75 || line == "" || !utf8.ValidString(line) {
				r.Errorf("%d bytes: %q", len(line), line)
			}
		}
	})
}
