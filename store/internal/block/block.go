package block

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/issn-ld/issn-ld/store/ids"
)

// Columns is the number of columns of a block.
const Columns = 4

const (
	crcAt      = 5
	lengthsAt  = crcAt + 4
	headerSize = lengthsAt + 4*Columns
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// AppendBlock appends a block of the columns, which have the same length of
// 1 to [MaxRows] rows, sorted.
func (e *Encoder) AppendBlock(dst []byte, cols [Columns][]ids.ID) []byte {
	start := len(dst)
	dst = append(dst, make([]byte, headerSize)...)
	for i, col := range cols {
		at := len(dst)
		dst = e.AppendColumn(dst, col)
		binary.LittleEndian.PutUint32(dst[start+lengthsAt+4*i:], uint32(len(dst)-at))
	}
	b := dst[start:]
	b[0] = Version
	binary.LittleEndian.PutUint32(b[1:], uint32(len(cols[0])))
	binary.LittleEndian.PutUint32(b[crcAt:], checksum(b))
	return dst
}

func checksum(b []byte) uint32 {
	return crc32.Update(crc32.Checksum(b[:crcAt], castagnoli), castagnoli, b[lengthsAt:])
}

// Block reads an encoded block. It is immutable and may be used concurrently.
type Block struct {
	rows int
	cols [Columns]column
}

// Decode checks the checksum of an encoded block and parses the heads of its
// columns. The block keeps src, which must not change, and decodes on demand.
func Decode(src []byte) (*Block, error) {
	if len(src) < headerSize {
		return nil, fmt.Errorf("%w: %d bytes", ErrCorrupt, len(src))
	}
	if src[0] == 0 || src[0] > Version {
		return nil, fmt.Errorf("%w: version %d, want at most %d", ErrCorrupt, src[0], Version)
	}
	if got, want := checksum(src), binary.LittleEndian.Uint32(src[crcAt:]); got != want {
		return nil, fmt.Errorf("%w: checksum %08x, want %08x", ErrCorrupt, got, want)
	}
	rows := binary.LittleEndian.Uint32(src[1:])
	if rows == 0 || rows > MaxRows {
		return nil, fmt.Errorf("%w: %d rows", ErrCorrupt, rows)
	}
	b := &Block{rows: int(rows)}
	rest := src[headerSize:]
	for i := range b.cols {
		n := int(binary.LittleEndian.Uint32(src[lengthsAt+4*i:]))
		if n > len(rest) {
			return nil, fmt.Errorf("%w: column %d past the end", ErrCorrupt, i)
		}
		col, err := parseColumn(rest[:n], b.rows)
		if err != nil {
			return nil, fmt.Errorf("column %d: %w", i, err)
		}
		b.cols[i], rest = col, rest[n:]
	}
	if len(rest) != 0 {
		return nil, fmt.Errorf("%w: %d bytes after the last column", ErrCorrupt, len(rest))
	}
	return b, nil
}

// Rows returns the number of rows.
func (b *Block) Rows() int { return b.rows }

// AppendColumn appends the values of column col in the rows from lo to hi,
// exclusive. It decodes the groups that these rows lie in.
func (b *Block) AppendColumn(dst []ids.ID, col, lo, hi int) ([]ids.ID, error) {
	return b.cols[col].appendRows(dst, lo, min(hi, b.rows))
}

// At returns the value of column col in a row, without decoding the group
// where that can be helped.
func (b *Block) At(col, row int) (ids.ID, error) { return b.cols[col].at(row) }

// Constant returns the value of column col if all rows have the same.
func (b *Block) Constant(col int) (ids.ID, bool) {
	return b.cols[col].bases[0], b.cols[col].dir == nil
}

// Search returns the first row from row lo on whose leading columns are not
// less than key, which has 0 to 4 values, or [Block.Rows] if there is none.
func (b *Block) Search(key []ids.ID, lo int) (int, error) {
	if len(key) == 0 || lo >= b.rows {
		return lo, nil
	}
	// The first group after lo's whose first row is not less than key: the row
	// sought is that row, or lies in the group before it.
	low, high := lo/GroupRows+1, groups(b.rows)
	for low < high {
		mid := int(uint(low+high) / 2)
		less, err := b.less(mid*GroupRows, key)
		if err != nil {
			return 0, err
		}
		if less {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return b.searchGroup(key, low-1, lo)
}

// less reports whether the leading columns of a row are less than key.
func (b *Block) less(row int, key []ids.ID) (bool, error) {
	for col, want := range key {
		got, err := b.At(col, row)
		if err != nil {
			return false, err
		}
		if got != want {
			return got < want, nil
		}
	}
	return false, nil
}

// searchGroup is Search within group g.
func (b *Block) searchGroup(key []ids.ID, g, lo int) (int, error) {
	from := max(lo, g*GroupRows)
	to := min(b.rows, (g+1)*GroupRows)
	var buf [GroupRows]ids.ID
	for col, want := range key {
		if from == to {
			break
		}
		vals, err := b.AppendColumn(buf[:0], col, from, to)
		if err != nil {
			return 0, err
		}
		n := lowerBound(vals, want)
		if col == len(key)-1 {
			return from + n, nil
		}
		m := n
		for m < len(vals) && vals[m] == want {
			m++
		}
		from, to = from+n, from+m
	}
	return from, nil
}

// lowerBound returns the position of the first value not less than id in a
// sorted slice.
func lowerBound(vals []ids.ID, id ids.ID) int {
	low, high := 0, len(vals)
	for low < high {
		mid := int(uint(low+high) / 2)
		if vals[mid] < id {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}
