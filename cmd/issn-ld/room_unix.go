//go:build unix

package main

import (
	"io/fs"
	"syscall"
)

// roomOf is the room of a file on disk. Value logs are sparse files: their
// length says little.
func roomOf(info fs.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Blocks * 512
	}
	return info.Size()
}
