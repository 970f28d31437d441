package play

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
	"asapbot/flows/instrument"
)

// hearsay: before they meet, each service records what it has heard. Victim support
// keeps one episode and one element for itself, and shares one of each; the programme
// shares what he says of the same day.
func (s *Scene) hearsay(ctx context.Context) error {
	s.progress("each service records what it has heard, for itself or shared")
	words := inOwnWords[s.Language]
	own, programme := s.seat(ManagerS, s.private()), s.seat(ManagerP, s.private())
	rooms := []*seat{s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())}
	for _, one := range []struct {
		at       *seat
		episode  map[string]string
		followed string
	}{
		{own, s.episode(9, "psychological", "distress", "her", words.ownEpisode, "own"), "share.own"},
		{own, s.episode(4, "psychological stalking", "fear", "her", words.herEpisode, "shared"), "share.shared"},
		{programme, s.episode(4, "stalking", "distress", "him", words.hisEpisode, "shared"), "share.shared"},
	} {
		if err := one.at.records(ctx, one.episode, one.followed); err != nil {
			return err
		}
	}
	element := s.word(command.Element)
	if err := own.hears(ctx, element+" "+words.ownElement, "share.own"); err != nil {
		return err
	}
	if err := own.hears(ctx, element+" "+s.word(command.AsShared)+" "+words.sharedElement, "element.shared"); err != nil {
		return err
	}
	for _, room := range rooms {
		if err := room.reads(ctx, words.sharedElement); err != nil {
			return err
		}
	}
	return nil
}

// episode is what is answered about one, so many days ago.
func (s *Scene) episode(daysAgo int, kind, severity, by, account, shared string) map[string]string {
	return map[string]string{
		"when_known": "exactly", "day": s.today().AddDate(0, 0, -daysAgo).Format(time.DateOnly),
		"kind": kind, "severity": severity, "reported_by": by, "known_to": "nobody", "account": account, "shared": shared,
	}
}

// records goes through the questions about an episode.
func (at *seat) records(ctx context.Context, episode map[string]string, followed string) error {
	def, _ := instrument.Latest("episode")
	if err := at.says(ctx, at.word(command.Episode)); err != nil {
		return err
	}
	give := func(_ *instrument.Definition, q instrument.Question) string { return episode[q.Name] }
	if err := at.fill(ctx, def, give); err != nil {
		return err
	}
	return at.sees(ctx, followed)
}

// compare: at the meeting both see what he and she report of the same days.
func (s *Scene) compare(ctx context.Context, p, v *seat) error {
	if err := p.says(ctx, s.marked(command.Episode)); err != nil {
		return err
	}
	for _, at := range []*seat{p, v} {
		if err := at.sees(ctx, "episodes.title"); err != nil {
			return err
		}
	}
	return nil
}

// timeline: in the end both look at the levels over the whole time.
func (s *Scene) timeline(ctx context.Context) error {
	s.progress("and in the end, the levels over the whole time")
	rooms := []*seat{s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())}
	if err := rooms[1].says(ctx, s.marked(command.Timeline)); err != nil {
		return err
	}
	return s.bothSee(ctx, rooms)
}

// ownStays: what a service keeps for itself, and what was told about an episode, is read
// by its case manager alone; a shared element by both.
func (s *Scene) ownStays(name string) []string {
	words := inOwnWords[s.Language]
	var wrong []string
	for _, one := range []struct {
		words   string
		readers []string
	}{
		{words.ownEpisode, []string{ManagerS}}, {words.herEpisode, []string{ManagerS}}, {words.hisEpisode, []string{ManagerP}},
		{words.ownElement, []string{ManagerS}}, {words.sharedElement, []string{ManagerP, ManagerS}},
	} {
		read := slices.ContainsFunc(s.People[name].Seen(""), func(m stage.Seen) bool { return strings.Contains(m.Body, one.words) })
		if read != slices.Contains(one.readers, name) {
			wrong = append(wrong, fmt.Sprintf("that %s reads %q is %v", name, one.words, read))
		}
	}
	return wrong
}
