package flows

import "testing"

func TestInFull(t *testing.T) {
	people := []Person{"@anna:example.org", "@ben:example.org", "@eva:example.org", "@eva:example.com", "@anna:example.org"}
	for line, want := range map[string]string{
		"@anna by @Ben 1–15 August": "@anna:example.org by @ben:example.org 1–15 August",
		"ask @anna, please.":        "ask @anna:example.org, please.",
		"it is @ben.":               "it is @ben:example.org.",
		"@eva calls":                "@eva calls", // there are two
		"@carla calls":              "@carla calls",
		"@anna:example.org":         "@anna:example.org",
		"@anna:example.com":         "@anna:example.com", // somebody else
		"anna@example.org":          "anna@example.org",
	} {
		if got := inFull(line, nil, people); got != want {
			t.Errorf("%q is %q, want %q", line, got, want)
		}
	}
	if got := inFull("@anna", []Person{"@ben:example.org"}, people); got != "@anna" {
		t.Errorf("what the client marked is %q", got)
	}
}
