package stage

import "syscall"

// endWithParent makes the kernel end a process when its parent is gone, so that
// a test that was killed leaves no homeserver behind.
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
