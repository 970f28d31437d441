package stage

import "syscall"

// EndWithParent makes the kernel end a process when its parent is gone, so that
// a test that was killed leaves no homeserver behind.
func EndWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
