package command

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes what telephones type alike: lower case, without accents, single
// spaces, without a full stop, an exclamation mark or an accent typed as an
// apostrophe ("perche'") at the end.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == '‘' || r == '`' || r == '\'':
			b.WriteRune('\'')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(strings.TrimRight(b.String(), " .!'")), " ")
}
