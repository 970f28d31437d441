package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"asapbot/bot/store"
	"asapbot/cmd/demo/play"
	"asapbot/cmd/demo/stage"
)

// The two who only measure: one calls, the other is the echo bot. Both are deputies
// of victim support, so that they are in the room where the questions are asked.
const (
	caller = "deputy-caller"
	echoer = "deputy-echo"
)

// onHomeserver measures on a real homeserver: the round trip of an answer against
// that of an echo, and the memory of the bot with many cases.
func onHomeserver(ctx context.Context, dir string, rounds int) error {
	scene, err := open(ctx, filepath.Join(dir, "scene"))
	if err != nil {
		return err
	}
	defer scene.Close()
	room, err := prepare(ctx, scene)
	if err != nil {
		return err
	}
	var answered, echoed times
	for range rounds {
		a, e, err := roundTrips(ctx, scene, room)
		if err != nil {
			return err
		}
		answered, echoed = append(answered, a...), append(echoed, e...)
	}
	head("Round trip in one encrypted room of a real homeserver")
	compare("answer → next question", answered, "bare echo bot", echoed, "at most 1.15")
	return memory(scene)
}

// open sets a scene with the bot as it is run, without the clock of the demo.
func open(ctx context.Context, dir string) (*play.Scene, error) {
	program, err := stage.FindBinary("asapbot")
	if err != nil {
		return nil, err
	}
	return play.Open(ctx, play.Options{Dir: dir, Language: "en", Program: program})
}

// prepare opens a case and brings the echo bot into the room of victim support.
func prepare(ctx context.Context, scene *play.Scene) (room string, err error) {
	for _, name := range []string{caller, echoer} {
		if _, err := scene.Homeserver.CreateAccount(ctx, name, play.Password); err != nil {
			return "", err
		}
	}
	if scene.People[caller], err = stage.NewPlayer(ctx, scene.Homeserver, caller, play.Password, ""); err != nil {
		return "", err
	}
	var echo *stage.Player
	echo, err = stage.NewPlayer(ctx, scene.Homeserver, echoer, play.Password, "", stage.OnSeen(func(m stage.Seen) {
		if strings.HasPrefix(m.Body, "call ") && strings.HasPrefix(m.Sender, "@"+caller) {
			_, _ = echo.Say(ctx, m.Room, "echo of "+m.Body) // the caller notices what is missing
		}
	}))
	if err != nil {
		return "", err
	}
	scene.People[echoer] = echo
	return scene.Deputies(ctx, caller, echoer)
}

// roundTrips answers one checklist, and between every two answers has the echo bot called.
func roundTrips(ctx context.Context, scene *play.Scene, room string) (answered, echoed times, err error) {
	call := scene.People[caller]
	some, err := checklist(ctx, scene, room, func() (bool, error) {
		began := time.Now()
		words := fmt.Sprintf("call %d", began.UnixNano())
		if _, err := call.Say(ctx, room, words); err != nil {
			return false, err
		}
		_, err := call.WaitFor(ctx, func(m stage.Seen) bool { return m.Body == "echo of "+words })
		echoed = append(echoed, time.Since(began))
		return true, err
	})
	return some.times(), echoed, err
}

// returned is a person's answer: when it was given, and how long it was until they saw the
// next question.
type returned struct {
	given time.Time
	took  time.Duration
}

type replies []returned

func (all replies) times() (t times) {
	for _, r := range all {
		t = append(t, r.took)
	}
	return t
}

// before are those whose next question was seen before a moment.
func (all replies) before(end time.Time) replies {
	return slices.DeleteFunc(slices.Clone(all), func(r returned) bool { return r.given.Add(r.took).After(end) })
}

// checklist answers one, by a word for each question, as long as what is done between
// every two answers says to go on.
func checklist(ctx context.Context, scene *play.Scene, room string, between func() (goOn bool, err error)) (all replies, err error) {
	if err := scene.BeginChecklist(ctx); err != nil {
		return nil, err
	}
	for n := 1; n < 34; n++ {
		given := time.Now()
		if _, err := scene.People[play.ManagerS].Say(ctx, room, "n"); err != nil {
			return nil, err
		}
		if err := scene.NextQuestion(ctx, given, n+1); err != nil {
			return nil, err
		}
		all = append(all, returned{given, time.Since(given)})
		if goOn, err := between(); err != nil {
			return nil, err
		} else if !goOn {
			break
		}
	}
	return all, scene.DiscardChecklist(ctx)
}

// memory measures the resident memory of the bot's process with a thousand open
// cases: one with real rooms, the others copies of it in the store.
func memory(scene *play.Scene) error {
	const cases = 1000
	few, err := scene.Bot.Resident()
	if err != nil {
		return err
	}
	scene.Bot.Stop()
	if err := fillStore(scene.Dir, cases); err != nil {
		return err
	}
	if err := scene.Bot.Start(); err != nil {
		return err
	}
	time.Sleep(5 * time.Second) // it has synced and swept a few times by then
	many, err := scene.Bot.Resident()
	if err != nil {
		return err
	}
	head("Resident memory of the bot")
	fmt.Printf("  %-34s %.1f MB   (goal: under 100 MB)\n", "1,000 open cases, after its start", float64(many)/1e6)
	fmt.Printf("  %-34s %.1f MB\n", "one case, after the round trips", float64(few)/1e6)
	return nil
}

func fillStore(dir string, cases int) error {
	state, err := openStore(dir)
	if err != nil {
		return err
	}
	defer state.Close()
	original, err := firstCase(state)
	if err != nil {
		return err
	}
	return clone(state, original, nil, cases)
}

// openStore opens what a bot that has ended has stored.
func openStore(dir string) (*store.Store, error) {
	encoded, err := os.ReadFile(filepath.Join(dir, "master.key"))
	if err != nil {
		return nil, err
	}
	master, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(encoded)))
	if err != nil {
		return nil, err
	}
	return store.Open(filepath.Join(dir, "data", "state.db"), master)
}
