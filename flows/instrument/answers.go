package instrument

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MarshalJSON writes answers down by their value, each with the names of its questions,
// and both in alphabetical order: most of a checklist's answers are the same few choices,
// and a case carries two checklists wherever it goes.
func (a Answers) MarshalJSON() ([]byte, error) {
	if a == nil {
		return []byte("null"), nil
	}
	byValue := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(a)) {
		byValue[a[name]] = append(byValue[a[name]], name)
	}
	groups := [][2]string{}
	for _, value := range slices.Sorted(maps.Keys(byValue)) {
		groups = append(groups, [2]string{value, strings.Join(byValue[value], " ")})
	}
	return json.Marshal(groups)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Answers) UnmarshalJSON(b []byte) error {
	var groups [][]string
	if err := json.Unmarshal(b, &groups); err != nil {
		return fmt.Errorf("the answers of a questionnaire cannot be read: %w", err)
	}
	if groups == nil {
		return nil
	}
	read := Answers{}
	for _, g := range groups {
		if len(g) != 2 {
			return fmt.Errorf("the answers of a questionnaire cannot be read: %d parts in a group", len(g))
		}
		for _, name := range strings.Fields(g[1]) {
			read[name] = g[0]
		}
	}
	*a = read
	return nil
}
