package store

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// child is set in a process that a test has started to play another one.
const child = "ASAPBOT_STORE_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(child) {
	case "holder":
		os.Exit(hold(os.Args[1]))
	case "full":
		os.Exit(fill(os.Args[1]))
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
	path := file(t)
	s := mustOpen(t, path)
	_, err := Open(path, testMaster)
	wantsError(t, err, ErrBusy)
	put(t, s, Cases, "a", "K-1", "undisturbed")
}
