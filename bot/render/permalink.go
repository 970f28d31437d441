package render

import "net/url"

// permalink is the address by which clients know that a person is meant.
func permalink(person string) string {
	return "https://matrix.to/#/" + url.PathEscape(person)
}
