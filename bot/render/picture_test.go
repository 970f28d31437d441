package render

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"

	"asapbot/flows"
	"asapbot/flows/picture"
)

var update = flag.Bool("update", false, "draw the pictures anew, to be looked at before they are committed")

// Every picture is drawn as the one that was looked at, pixel by pixel, and its words
// are those that were read. Beside each stands how a telephone shows it.
func TestPictures(t *testing.T) {
	for _, c := range []struct {
		lang string
		r    *Renderer
		of   []string
	}{
		{"en", New(nil, Instruments), nil},
		{"it", New(nil, Instruments), nil},
		{"el", renderer(t, map[string]string{"el": greek}), []string{"change", "timeline"}},
	} {
		for name, drawn := range pictures(c.lang) {
			if c.of != nil && name != c.of[0] && name != c.of[1] {
				continue
			}
			t.Run(name+"."+c.lang, func(t *testing.T) {
				room := Room{Languages: []string{c.lang}, Zone: rome}
				out, err := c.r.Attach(room, flows.Show("c1", flows.Shared("K-4821"), drawn))
				if err != nil {
					t.Fatal(err)
				}
				golden(t, name+"."+c.lang+".txt", []byte(out.Markdown+"\n"))
				got, err := c.r.Make(room, *out.File)
				if err != nil {
					t.Fatal(err)
				}
				img := decode(t, got.Body)
				if img.Bounds() != image.Rect(0, 0, got.Width, got.Height) || got.Width != 1080 {
					t.Errorf("it says %d x %d and is %v", got.Width, got.Height, img.Bounds())
				}
				same(t, name+"."+c.lang+".png", img)
				same(t, name+"."+c.lang+".phone.png", onPhones(img))
			})
		}
	}
}

// onPhones is a picture on a telephone, 360 pixels wide, with a light and with a dark
// background (those of Element).
func onPhones(img image.Image) image.Image {
	const width, around = 360, 12
	height := img.Bounds().Dy() * width / img.Bounds().Dx()
	out := image.NewRGBA(image.Rect(0, 0, 2*(width+2*around), height+2*around))
	for i, behind := range []color.Color{color.White, color.RGBA{0x15, 0x19, 0x1e, 0xff}} {
		left := i * (width + 2*around)
		draw.Draw(out, image.Rect(left, 0, left+width+2*around, out.Rect.Dy()), image.NewUniform(behind), image.Point{}, draw.Src)
		draw.CatmullRom.Scale(out, image.Rect(left+around, around, left+around+width, around+height), img, img.Bounds(), draw.Over, nil)
	}
	return out
}

// same compares with what was looked at. PNG may pack the same pixels in several ways.
func same(t *testing.T, name string, got image.Image) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, got); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := decode(t, file)
	if got.Bounds() != want.Bounds() {
		t.Fatalf("%s is %v and was %v", name, got.Bounds(), want.Bounds())
	}
	if !bytes.Equal(pixels(got), pixels(want)) {
		t.Errorf("%s is another picture (go test ./bot/render -update draws it anew; look at it then)", name)
	}
}

func pixels(img image.Image) []byte {
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, image.Point{}, draw.Src)
	return out.Pix
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s reads\n%s\nand not\n%s", name, got, want)
	}
}

func decode(t *testing.T, file []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// Whatever a picture holds, something is drawn.
func TestDrawAnything(t *testing.T) {
	r := New(nil, Instruments)
	room := Room{Languages: []string{"en"}}
	for name, p := range map[string]picture.Picture{
		"no domain":        {Change: &picture.Change{}},
		"no time at all":   {Timeline: &picture.Timeline{}},
		"a nameless one":   {Change: &picture.Change{Domains: make([]picture.Domain, 7)}},
		"far out of it":    {Change: &picture.Change{Domains: []picture.Domain{{His: []picture.Share{{Point: -1, Percent: 50}, {Point: 99}, {Point: 2, Percent: -900}, {Point: 3, Percent: 900}}}}}},
		"time runs back":   {Timeline: &picture.Timeline{From: moments[3], Until: moments[0], Events: moments, Adult: picture.Views{Joint: stepsAt(moments[2], moments[1])}}},
		"a thousand years": {Timeline: &picture.Timeline{Until: moments[0], Events: moments, Adult: picture.Views{Joint: stepsAt(moments...)}}},
	} {
		d, err := r.Draw(room, p)
		if err != nil || len(d.PNG) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := r.Draw(room, picture.Picture{}); err == nil {
		t.Error("a picture of nothing is drawn")
	}
	if _, err := r.Draw(Room{}, picture.Picture{Change: &picture.Change{}}); err == nil {
		t.Error("a picture is drawn in no language")
	}
}
