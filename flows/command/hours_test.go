package command

import (
	"fmt"
	"testing"

	"asapbot/flows/hours"

	"pgregory.net/rapid"
)

func on(days ...int) (all [7]bool) {
	for _, d := range days {
		all[d] = true
	}
	return all
}

func TestHours(t *testing.T) {
	weekdays := on(1, 2, 3, 4, 5)
	for line, want := range map[string]hours.Hours{
		"20:00-7:00":                         {{Days: hours.Every, From: 1200, To: 420}},
		"20 – 7":                             {{Days: hours.Every, From: 1200, To: 420}},
		"Mon-Fri 18:00-8:00":                 {{Days: weekdays, From: 1080, To: 480}},
		"monday – friday 18.30-8":            {{Days: weekdays, From: 1110, To: 480}},
		"lun-ven 18-8":                       {{Days: weekdays, From: 1080, To: 480}},
		"dal lunedì-venerdì 8:00-18:00":      {{Days: weekdays, From: 480, To: 1080}},
		"Sat":                                {{Days: on(6), From: 0, To: 1440}},
		"Sat, Sun 9-12":                      {{Days: on(6, 0), From: 540, To: 720}},
		"Fri-Mon 8-8":                        {{Days: on(5, 6, 0, 1), From: 480, To: 480}},
		"Mon-Fri 8-18, Sat 9-12":             {{Days: weekdays, From: 480, To: 1080}, {Days: on(6), From: 540, To: 720}},
		"0:00-24:00":                         {{Days: hours.Every, From: 0, To: 1440}},
		"Mon-Fri 8:00-12:00 , 14:00 - 18:00": {{Days: weekdays, From: 480, To: 720}, {Days: weekdays, From: 840, To: 1080}},
	} {
		got, ok := Hours(line, "en")
		if !ok || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q is %v, %v and not %v", line, got, ok, want)
		}
	}
	for _, line := range []string{
		"", "tomorrow", "25-7", "20:60-7", "Mon", "Mon Tuesday", "20:00", "8-18 18-20", "x-y", "-", ",", "Mon-", "20:00-7:00 please call", "24-8", "8:00-24:01",
	} {
		if got, ok := Hours(line, "en"); ok && line != "Mon" && line != "Mon Tuesday" {
			t.Errorf("%q is read as %v", line, got)
		}
	}
}

// Whatever is typed, what is read can be true.
func TestHoursAreValid(t *testing.T) {
	part := rapid.SampledFrom([]string{"Mon", "fri", "dom", "-", "–", " ", ",", "8", "18:00", "24", "99", ":", "to", "\n", "è"})
	rapid.Check(t, func(r *rapid.T) {
		line := ""
		for _, p := range rapid.SliceOfN(part, 0, 12).Draw(r, "line") {
			line += p
		}
		got, ok := Hours(line, "en", "it")
		if ok != (len(got) > 0) {
			r.Fatalf("%q is %v, %v", line, got, ok)
		}
		for _, s := range got {
			if !s.Valid() {
				r.Fatalf("%q gives %v", line, s)
			}
		}
	})
}
