//go:build linux || darwin

package catalog

import "golang.org/x/sys/unix"

// freeRoom is the room that is left on the disk of a folder, in bytes.
func freeRoom(folder string) (int64, bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(folder, &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true //nolint:gosec,unconvert // the types differ between systems
}
