package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// child names what a process plays that a test has started.
const child = "ASAPBOT_STORE_CHILD"

var children = map[string]func(arg string) int{"holder": hold, "writer": write}

func TestMain(m *testing.M) {
	if run := children[os.Getenv(child)]; run != nil {
		os.Exit(run(os.Args[1]))
	}
	os.Exit(m.Run())
}

// hold opens the file and keeps it until its input ends.
func hold(path string) int {
	s, err := Open(path, testMaster)
	if err != nil {
		return 1
	}
	os.Stdout.WriteString("open\n")
	io.Copy(io.Discard, os.Stdin)
	if s.Close() != nil {
		return 1
	}
	return 0
}

func TestSecondOpener(t *testing.T) {
	t.Parallel()
	path := file(t)
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), child+"=holder")
	cmd.Stderr = os.Stderr
	end, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatal("the other process did not open it")
	}
	start := time.Now()
	_, err = Open(path, testMaster)
	wantsError(t, err, ErrBusy)
	if took := time.Since(start); took > 2*lockTimeout {
		t.Fatal("it took", took)
	}
	// One that is just ending is waited for.
	time.AfterFunc(lockTimeout/4, func() { end.Close() })
	mustOpen(t, path)
	must(t, cmd.Wait())
}

func TestSecondOpenerInTheSameProcess(t *testing.T) {
	t.Parallel()
	path := file(t)
	s := mustOpen(t, path)
	_, err := Open(path, testMaster)
	wantsError(t, err, ErrBusy)
	put(t, s, Cases, "a", "K-1", "undisturbed")
}

// write puts pairs until it is killed, and tells of each that was stored.
func write(path string) int {
	s, err := Open(path, testMaster)
	for n := 0; err == nil; n++ {
		err = s.Update(func(tx Tx) error {
			key, value := fmt.Sprint(n), []byte(strings.Repeat(fmt.Sprint(n), 2000))
			return errors.Join(tx.Put(Cases, key, Owner(fmt.Sprint(n%7)), value), tx.Put(Outbox, key, Common, value))
		})
		fmt.Println(n)
	}
	return 1
}

func TestKilledProcess(t *testing.T) {
	for round := range 5 {
		path := file(t)
		cmd := exec.Command(os.Args[0], path)
		cmd.Env = append(os.Environ(), child+"=writer")
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		time.AfterFunc(time.Duration(100+30*round)*time.Millisecond, func() { cmd.Process.Kill() })
		told := -1
		for lines := bufio.NewScanner(out); lines.Scan(); {
			told, err = strconv.Atoi(lines.Text())
			must(t, err)
		}
		_ = cmd.Wait()
		s := mustOpen(t, path)
		must(t, s.View(func(tx Tx) error {
			for n := range told + 2 {
				a, err := tx.Get(Cases, fmt.Sprint(n))
				b, err2 := tx.Get(Outbox, fmt.Sprint(n))
				must(t, errors.Join(err, err2))
				if !bytes.Equal(a, b) || (n <= told && a == nil) {
					t.Fatalf("%d of %d: %d and %d bytes", n, told, len(a), len(b))
				}
			}
			return nil
		}))
		t.Log("stored when it was killed:", told+1)
	}
}
