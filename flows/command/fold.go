package command

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// typedAccent is an accent that was typed as an apostrophe: "perche'", "si'". Where
// a vowel was left out, a consonant stands before the apostrophe ("dell'ora"), or
// the next word follows at once.
var typedAccent = regexp.MustCompile(`([aeiou])'([\s.,;:!?)]|$)`)

// Fold makes what telephones type alike: lower case, without accents, single
// spaces, without a full stop or an exclamation mark at the end.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == '‘' || r == '`' || r == '´':
			b.WriteRune('\'')
		default:
			b.WriteRune(r)
		}
	}
	bare := typedAccent.ReplaceAllString(b.String(), "$1$2")
	return strings.Join(strings.Fields(strings.TrimRight(bare, " .!'")), " ")
}
