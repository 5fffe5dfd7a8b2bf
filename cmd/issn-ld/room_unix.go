//go:build unix

package main

import (
	"io/fs"
	"syscall"
)

// roomOf returns the space that a file takes on disk. Value logs are sparse files:
// their length says little.
func roomOf(info fs.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Blocks * 512
	}
	return info.Size()
}
