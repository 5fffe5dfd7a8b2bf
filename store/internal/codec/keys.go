package codec

import (
	"encoding/binary"
	"fmt"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/damage"
)

// The key spaces: the first byte of each key.
const (
	SpaceBlock  = 'B'
	SpaceDict   = 'D'
	SpaceHome   = 'H'
	SpaceInfo   = 'I'
	SpaceMeta   = 'M'
	SpaceStats  = 'S'
	SpaceTerms  = 'T'
	SpaceUpdate = 'U'
	SpaceValue  = 'V'
)

// BlockKey is the key of block n of a permutation.
func BlockKey(p ids.Perm, n int) []byte {
	return binary.BigEndian.AppendUint32([]byte{SpaceBlock, byte(p)}, uint32(n))
}

// MetaKey is the key of a chunk of the metas of a permutation.
func MetaKey(p ids.Perm, chunk int) []byte {
	return binary.BigEndian.AppendUint32([]byte{SpaceMeta, byte(p)}, uint32(chunk))
}

// HomeKey is the key of a chunk of the places of the blocks of a permutation.
func HomeKey(p ids.Perm, chunk int) []byte {
	return binary.BigEndian.AppendUint32([]byte{SpaceHome, byte(p)}, uint32(chunk))
}

// TermsKey is the key of a chunk of the terms of transactions.
func TermsKey(chunk int) []byte {
	return binary.BigEndian.AppendUint32([]byte{SpaceTerms}, uint32(chunk))
}

// StatsKey is the key of a chunk of the statistics.
func StatsKey(chunk int) []byte {
	return binary.BigEndian.AppendUint32([]byte{SpaceStats}, uint32(chunk))
}

// UpdateKey is the key of a chunk of the transaction that leads to a version.
func UpdateKey(version uint64, chunk int) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64([]byte{SpaceUpdate}, version), uint32(chunk))
}

// ValueKey is the key of a value with a key of its own.
func ValueKey(key string) []byte { return append([]byte{SpaceValue}, key...) }

// ParseUpdateKey returns the version in a key that UpdateKey made.
func ParseUpdateKey(key []byte) (version uint64, err error) {
	if len(key) != 1+8+4 {
		return 0, fmt.Errorf("%w: key of a transaction of %d bytes", damage.ErrCorrupt, len(key))
	}
	return binary.BigEndian.Uint64(key[1:]), nil
}
