package codec

import (
	"encoding/binary"
	"fmt"

	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/damage"
	"github.com/issn-ld/issn-ld/store/internal/delta"
	"github.com/issn-ld/issn-ld/store/internal/dict"
	"github.com/issn-ld/issn-ld/store/internal/values"
)

// A transaction is stored as one or more values, each with a CRC-32C first.
// Joined without their checksums they are
//
//	uvarint              new terms
//	bytes                their records, of package dict
//	uvarint              changes
//	33 bytes each        1 for an insertion, 0 for a deletion; subject,
//	                     predicate, object and graph, 8 bytes each
//	the rest             changes of values, of package values

// changeBytes is the size of a change.
const changeBytes = 1 + 4*8

// updateChunk is the size of a value at which the next one begins.
const updateChunk = 4 << 20

// Update is what a transaction changes.
type Update struct {
	Terms  []byte // number of new terms and their records; see [CountTerms]
	Quads  []delta.QuadChange
	Values []values.Change
}

// Encode returns the values that a transaction is stored as.
func (u *Update) Encode() [][]byte {
	terms, changes := u.Terms, u.Quads
	b := make([]byte, 0, len(terms)+binary.MaxVarintLen64+changeBytes*len(changes))
	b = append(b, terms...)
	b = binary.AppendUvarint(b, uint64(len(changes)))
	for i := range changes {
		c := &changes[i]
		flag := byte(0)
		if c.Insert {
			flag = 1
		}
		b = append(b, flag)
		for _, id := range [...]ids.ID{c.Quad.S, c.Quad.P, c.Quad.O, c.Quad.G} {
			b = binary.LittleEndian.AppendUint64(b, uint64(id))
		}
	}
	for i := range u.Values {
		b = values.Append(b, &u.Values[i])
	}
	var chunks [][]byte
	for len(b) > 0 {
		n := min(len(b), updateChunk)
		chunks = append(chunks, Seal(append(make([]byte, 4, 4+n), b[:n]...)))
		b = b[n:]
	}
	return chunks
}

// DecodeUpdate decodes a transaction and adds its new terms to terms, under
// their ids; Terms of the result stays empty. The error is about damage.
func DecodeUpdate(chunks [][]byte, terms *dict.Delta) (u Update, err error) {
	var src []byte
	for _, chunk := range chunks {
		part, err := Unseal(chunk)
		if err != nil {
			return u, err
		}
		src = append(src, part...)
	}
	n, k := binary.Uvarint(src)
	if k <= 0 {
		return u, fmt.Errorf("%w: no number of terms", damage.ErrCorrupt)
	}
	src = src[k:]
	for range n {
		id, t, rest, err := dict.DecodeDeltaTerm(src)
		if err == nil {
			err = terms.Restore(id, t)
		}
		if err != nil {
			return u, err
		}
		src = rest
	}
	n, k = binary.Uvarint(src)
	if k <= 0 || n > uint64(len(src)) || uint64(len(src)-k) < n*changeBytes {
		return u, fmt.Errorf("%w: changes do not fit", damage.ErrCorrupt)
	}
	src = src[k:]
	u.Quads = make([]delta.QuadChange, n)
	for i := range u.Quads {
		var q [4]ids.ID
		for j := range q {
			q[j] = ids.ID(binary.LittleEndian.Uint64(src[1+8*j:]))
		}
		u.Quads[i] = delta.QuadChange{Quad: ids.Quad{S: q[0], P: q[1], O: q[2], G: q[3]}, Insert: src[0] == 1}
		src = src[changeBytes:]
	}
	for len(src) > 0 {
		var c values.Change
		if c, src, err = values.Decode(src); err != nil {
			return u, fmt.Errorf("%w: %w", damage.ErrCorrupt, err)
		}
		u.Values = append(u.Values, c)
	}
	return u, nil
}

// CountTerms puts the number of records before them.
func CountTerms(n uint64, records []byte) []byte {
	return append(binary.AppendUvarint(nil, n), records...)
}
