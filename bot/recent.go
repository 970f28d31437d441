package bot

import (
	"bytes"
	"encoding/json"

	"asapbot/flows"
)

// recent are the cases that were worked on lately, each beside the bytes that it was
// stored as. The store stays the only truth: it is asked each time, and only where it
// gives the same bytes as before are they not decoded once more. An interview comes as
// many answers in a row, and the older a case, the more there is to decode. The loop's
// alone.
type recent map[flows.CaseCode]recentCase

type recentCase struct {
	stored []byte
	one    flows.Case
}

// mostRecent is how many are held, some ten kilobytes each.
const mostRecent = 64

func (r recent) decode(code flows.CaseCode, stored []byte) (*flows.Case, error) {
	if known, ok := r[code]; ok && bytes.Equal(known.stored, stored) {
		return &known.one, nil
	}
	one := new(flows.Case)
	return one, json.Unmarshal(stored, one)
}

func (r recent) keep(code flows.CaseCode, stored []byte, one flows.Case) {
	if len(r) >= mostRecent {
		clear(r)
	}
	r[code] = recentCase{stored, one}
}
