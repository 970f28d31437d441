//go:build !linux

package stage

import "syscall"

// endWithParent does nothing: only Linux can tie a process to its parent.
func endWithParent() *syscall.SysProcAttr { return nil }
