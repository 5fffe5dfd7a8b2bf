// Package codec is how a generation of the store is written: the keys of its key
// spaces, and the values of the small ones. Blocks, dictionary and statistics have
// rooms of their own; docs/format.md has the whole.
//
// The values of this package begin with the CRC-32C of the rest, 4 bytes,
// little-endian; see [Seal]. What does not decode is [damage.ErrCorrupt], or an error that
// [damage.Mark] knows.
package codec

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/issn-ld/issn-ld/store/internal/damage"
)

// Castagnoli is the table of CRC-32C.
var Castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Seal puts the checksum of the rest into the first 4 bytes of b, which it returns.
func Seal(b []byte) []byte {
	binary.LittleEndian.PutUint32(b, crc32.Checksum(b[4:], Castagnoli))
	return b
}

// Unseal compares the first 4 bytes of b with the checksum of the rest, which it
// returns.
func Unseal(b []byte) ([]byte, error) {
	if len(b) < 4 || binary.LittleEndian.Uint32(b) != crc32.Checksum(b[4:], Castagnoli) {
		return nil, fmt.Errorf("%w: checksum of %d bytes", damage.ErrCorrupt, len(b))
	}
	return b[4:], nil
}
