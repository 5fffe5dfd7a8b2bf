package codec

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/damage"
)

// Info says what a generation holds.
type Info struct {
	Version uint64  // of the database when the generation was complete
	Line    Lineage // of that state
	Quads   int64
	Blocks  [len(ids.Perms)]int
	Stats   int // values of statistics

	// What only generations have that come of others without a whole rebuild.
	Base        uint64 // number of the generation that this one builds on; 0: none
	BaseVersion uint64 // of that
	Terms       int    // values of terms of transactions

	// Values is the number of values that the generation has beside quads; where it
	// builds on another, of those that differ there, deletions included.
	Values int
}

// The numbers of the value of an info: the short form is that of a generation
// that is whole and has all its terms in the dictionary, the long form that of one
// without values.
const (
	shortInfo = 3 + len(ids.Perms)
	longInfo  = shortInfo + 3
	fullInfo  = longInfo + 1
)

// Encode returns the value of i: CRC-32C, 8-byte numbers, the lineage.
func (i *Info) Encode() []byte {
	b := make([]byte, 4, 4+8*fullInfo+len(i.Line))
	b = binary.LittleEndian.AppendUint64(b, i.Version)
	b = binary.LittleEndian.AppendUint64(b, uint64(i.Quads))
	b = binary.LittleEndian.AppendUint64(b, uint64(i.Stats))
	for _, n := range i.Blocks {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	if i.Base != 0 || i.Terms != 0 || i.Values != 0 {
		for _, n := range [...]uint64{i.Base, i.BaseVersion, uint64(i.Terms)} {
			b = binary.LittleEndian.AppendUint64(b, n)
		}
	}
	if i.Values != 0 {
		b = binary.LittleEndian.AppendUint64(b, uint64(i.Values))
	}
	return Seal(append(b, i.Line[:]...))
}

// DecodeInfo is the inverse of Encode. Before format 3 the lineage was not written:
// then it is made of all the rest.
func DecodeInfo(src []byte) (Info, error) {
	var i Info
	b, err := Unseal(src)
	if err != nil {
		return i, err
	}
	switch len(b) {
	case 8 * shortInfo, 8 * longInfo:
		i.Line = i.Line.After([][]byte{b})
	case 8*shortInfo + len(i.Line), 8*longInfo + len(i.Line), 8*fullInfo + len(i.Line):
		b = b[:len(b)-copy(i.Line[:], b[len(b)-len(i.Line):])]
	default:
		return i, fmt.Errorf("%w: info of %d bytes", damage.ErrCorrupt, len(b))
	}
	for at := 7; at < len(b); at += 8 {
		if b[at] != 0 {
			return i, fmt.Errorf("%w: info with a number of 8 bytes", damage.ErrCorrupt)
		}
	}
	number := func(at int) uint64 { return binary.LittleEndian.Uint64(b[8*at:]) }
	i.Version, i.Quads, i.Stats = number(0), int64(number(1)), int(number(2))
	for p := range i.Blocks {
		i.Blocks[p] = int(number(3 + p))
	}
	if len(b) >= 8*longInfo {
		i.Base, i.BaseVersion, i.Terms = number(shortInfo), number(shortInfo+1), int(number(shortInfo+2))
	}
	if len(b) == 8*fullInfo {
		i.Values = int(number(longInfo))
	}
	return i, nil
}

// Lineage names a state by how it came about: random bytes of the generation, and
// all that transactions have written to it since. So two states have the same one
// only if they are equal, ids included, and an incremental backup fits the state
// with the lineage that it builds on and no other.
type Lineage [16]byte

// NewLineage draws the lineage of a generation.
func NewLineage() (l Lineage) {
	_, _ = rand.Read(l[:]) // never fails
	return l
}

// After returns the lineage after a transaction, given the values that it is stored
// as.
func (l Lineage) After(values [][]byte) (next Lineage) {
	h := sha256.New()
	_, _ = h.Write(l[:]) // never fails, here and below
	for _, v := range values {
		_, _ = h.Write(v)
	}
	copy(next[:], h.Sum(nil))
	return next
}
