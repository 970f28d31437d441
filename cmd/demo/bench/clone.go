package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"asapbot/bot/store"
	"asapbot/flows"
)

// clone copies one case, with what moved out of it, its rooms and its place in the Network, until the
// store holds as many as wanted. Only the first has rooms that a homeserver knows.
func clone(s *store.Store, original flows.Case, kept []flows.Keep, cases int) error {
	const together = 500
	var network flows.Network
	err := s.View(func(tx store.Tx) error {
		raw, err := tx.Get(store.Network, "network")
		if err != nil || raw == nil {
			return err
		}
		return json.Unmarshal(raw, &network)
	})
	if err != nil {
		return err
	}
	if network.Cases == nil {
		network.Cases = map[flows.CaseCode]flows.CaseListing{}
	}
	for done := 0; done < cases; done += together {
		err := s.Update(func(tx store.Tx) error {
			for n := done; n < min(done+together, cases); n++ {
				code := flows.CaseCode(fmt.Sprintf("K-%08d", n))
				if err := copyCase(tx, s, original, kept, code); err != nil {
					return err
				}
				network.Cases[code] = flows.CaseListing{
					Services: [2]flows.ServiceID{"programme", "support"}, Opened: now,
					Report: flows.Reported{Code: code, State: flows.Opened},
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.Update(func(tx store.Tx) error { return put(tx, store.Network, "network", store.Common, network) })
}

func copyCase(tx store.Tx, s *store.Store, original flows.Case, kept []flows.Keep, code flows.CaseCode) error {
	raw, err := json.Marshal(original)
	if err != nil {
		return err
	}
	copied := strings.ReplaceAll(string(raw), string(original.Code), string(code))
	owner := store.Owner(code)
	if err := tx.Put(store.Cases, s.Opaque(string(code)), owner, []byte(copied)); err != nil {
		return err
	}
	for _, k := range kept {
		if err := put(tx, store.Records, s.Opaque(string(code))+"/"+s.Opaque(k.ID), owner, k.Record); err != nil {
			return err
		}
	}
	for _, place := range []flows.Place{flows.Shared(code), flows.Private(code, "programme"), flows.Private(code, "support")} {
		id := "!" + s.Opaque(fmt.Sprint(place)) + ":localhost"
		room := map[string]any{"id": id, "place": place, "languages": []string{"en"}, "zone": "Europe/Rome"}
		if err := put(tx, store.Rooms, s.Opaque(id), owner, room); err != nil {
			return err
		}
	}
	return nil
}

func put(tx store.Tx, bucket store.Bucket, key string, owner store.Owner, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return tx.Put(bucket, key, owner, raw)
}
