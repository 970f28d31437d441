package matrix_test

import (
	"bytes"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"asapbot/bot/matrix"
	"asapbot/bot/render"
	"asapbot/cmd/demo/stage"
	"asapbot/flows"
	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// A picture as the bot draws it: somebody else's client decrypts and sees it, and the
// homeserver has nothing of it, neither pixels nor name nor caption nor what it is.
func TestPicture(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)

	r, in := render.New(nil, render.Instruments), render.Room{Languages: []string{"en", "it"}}
	out := must(r.Attach(in, flows.Show("c1", flows.Shared("K-4821"), picture.Picture{Change: &picture.Change{
		Domains: []picture.Domain{{
			Name: message.New("plain", message.Args{"Text": message.Text("Needles")}),
			His:  []picture.Share{{Point: 0, Percent: 61}, {Point: 3, Percent: 23}}, Hers: []picture.Share{{Point: 3, Percent: 57}},
		}},
	}})))(t)
	drawn := must(r.Make(in, *out.File))(t)
	sent := must(b.Send(ctx, room, "picture", matrix.Content{Key: "c1", Markdown: out.Markdown, File: &matrix.File{
		Name: out.File.Name, Type: drawn.Type, Body: drawn.Body, Width: drawn.Width, Height: drawn.Height,
	}}))(t)

	seen := must(anna.WaitFor(ctx, func(s stage.Seen) bool { return s.EventID == sent }))(t)
	f := seen.File
	if !seen.Encrypted || seen.Body != "picture.png" || f.Kind != "m.image" || f.Type != "image/png" || f.Size != len(drawn.Body) {
		t.Errorf("saw %+v, %+v", seen, f)
	}
	if !strings.HasPrefix(f.Caption, "A picture about K-4821 is here.") || !strings.Contains(f.Caption, "Needles – his: T0 61 % → T3 23 %; hers: T3 57 %") ||
		!strings.Contains(f.Caption, "Needles – lui: T0 61 %") || !strings.Contains(seen.HTML, "<li>Needles") {
		t.Errorf("the caption is %q, %q", f.Caption, seen.HTML)
	}
	got := must(anna.Download(ctx, seen))(t)
	size := must(png.DecodeConfig(bytes.NewReader(got)))(t)
	if !bytes.Equal(got, drawn.Body) || size.Width != f.Width || size.Height != f.Height || size.Width != 1080 {
		t.Errorf("%d bytes, %d x %d, said to be %d x %d", len(got), size.Width, size.Height, f.Width, f.Height)
	}

	observer := must(stage.NewObserver(hs, name(t, "bot"), password))(t)
	defer observer.Close()
	needles := []string{"needle", "picture.png", "image/png", "m.image", "over time", "tempo", "61 %", "octet"}
	if leaks := stage.Find(must(observer.Everything(ctx, nil))(t), needles); len(leaks) > 0 {
		t.Errorf("the server sees %+v", leaks)
	}
	held := stored(t, hs, b.Session().Token, f.Address)
	if len(held) != len(drawn.Body) || bytes.Contains(held, []byte("PNG")) || bytes.Contains(held, []byte("IHDR")) {
		t.Errorf("the server holds %d bytes that begin with %q", len(held), held[:8])
	}
}

// stored is a file as the homeserver has it.
func stored(t *testing.T, hs *stage.Homeserver, token, media string) []byte {
	t.Helper()
	address := hs.Address + "/_matrix/client/v1/media/download/" + strings.TrimPrefix(media, "mxc://")
	request := must(http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))(t)
	request.Header.Set("Authorization", "Bearer "+token)
	response := must(http.DefaultClient.Do(request))(t)
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "application/octet-stream" ||
		strings.Contains(response.Header.Get("Content-Disposition"), "picture") {
		t.Errorf("the server says %s, %v", response.Status, response.Header)
	}
	return must(io.ReadAll(response.Body))(t)
}
