//go:build !unix

package main

import "io/fs"

// roomOf is the length of a file, where the room on disk is not known.
func roomOf(info fs.FileInfo) int64 { return info.Size() }
