package block

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/store/ids"
)

// Encoder encodes columns and blocks. Its zero value is ready; it keeps
// scratch memory, so it belongs to one goroutine.
type Encoder struct {
	// Plain encodes twice as fast, and leaves columns of many kinds of values
	// as they are: for what is read once.
	Plain bool

	framer framer
}

// AppendColumn appends the payload of a column of at least one value.
func (e *Encoder) AppendColumn(dst []byte, vals []ids.ID) []byte {
	fr := e.framer.encode(vals)
	dst = append(dst, byte(len(fr.bases)-1), byte(fr.width))
	prev := ids.Undef
	for _, base := range fr.bases {
		dst = binary.AppendUvarint(dst, uint64(base-prev))
		prev = base
	}
	if len(fr.bases) == 1 && fr.width == 0 {
		return dst
	}
	codes := e.framer.codes
	dir := len(dst)
	dst = append(dst, make([]byte, 4*groups(len(vals)))...)
	start := len(dst)
	for g := range groups(len(vals)) {
		binary.LittleEndian.PutUint32(dst[dir+4*g:], uint32(len(dst)-start))
		dst = appendGroup(dst, codes[g*GroupRows:min(len(codes), (g+1)*GroupRows)], e.Plain)
	}
	return append(dst, 0, 0, 0, 0, 0, 0, 0, 0)
}

// groups is the number of groups of that many rows.
func groups(rows int) int { return (rows + GroupRows - 1) / GroupRows }

// column is a parsed column payload.
type column struct {
	rows  int
	width uint     // of the offsets in codes
	count uint64   // frames
	bases []ids.ID // of the frames, padded with the last to a power of two
	dir   []byte   // nil: a constant column
	data  []byte
}

// parseColumn reads the frames and the directory of a column of rows values.
func parseColumn(src []byte, rows int) (column, error) {
	c := column{rows: rows}
	if len(src) < 3 {
		return c, fmt.Errorf("%w: short column", ErrCorrupt)
	}
	c.count, c.width = uint64(src[0])+1, uint(src[1])
	src = src[2:]
	padded := 1
	for padded < int(c.count) {
		padded *= 2
	}
	c.bases = make([]ids.ID, 0, padded)
	base := ids.Undef
	for range c.count {
		d, k := binary.Uvarint(src)
		if k <= 0 {
			return c, fmt.Errorf("%w: bad frame", ErrCorrupt)
		}
		base += ids.ID(d)
		c.bases, src = append(c.bases, base), src[k:]
	}
	for len(c.bases) < padded {
		c.bases = append(c.bases, base)
	}
	if c.width > 64 || c.width > maxOffset && c.count > 1 {
		return c, fmt.Errorf("%w: bad offset width", ErrCorrupt)
	}
	if c.count == 1 && c.width == 0 {
		if len(src) != 0 {
			return c, fmt.Errorf("%w: bytes after a constant column", ErrCorrupt)
		}
		return c, nil
	}
	n := 4 * groups(rows)
	if len(src) < n {
		return c, fmt.Errorf("%w: short directory", ErrCorrupt)
	}
	c.dir, c.data = src[:n], src[n:]
	return c, nil
}

// group returns the bytes from group g on and the number of its rows.
func (c *column) group(g int) (src []byte, n int, err error) {
	at := int(binary.LittleEndian.Uint32(c.dir[4*g:]))
	if at+2 > len(c.data) {
		return nil, 0, fmt.Errorf("%w: group %d starts past the end", ErrCorrupt, g)
	}
	return c.data[at:], min(GroupRows, c.rows-g*GroupRows), nil
}

// id returns the value with the code.
func (c *column) id(code uint64) (ids.ID, error) {
	if c.count == 1 {
		return c.bases[0] + ids.ID(code), nil
	}
	f := code >> (c.width & 63)
	if f >= c.count {
		return 0, fmt.Errorf("%w: code without a frame", ErrCorrupt)
	}
	return c.bases[f] + ids.ID(code&(1<<(c.width&63)-1)), nil
}

// at returns the value of a row.
func (c *column) at(row int) (ids.ID, error) {
	if c.dir == nil {
		return c.bases[0], nil
	}
	src, n, err := c.group(row / GroupRows)
	if err != nil {
		return 0, err
	}
	code, err := groupCode(src, row%GroupRows, n)
	if err != nil {
		return 0, err
	}
	return c.id(code)
}

// appendRows appends the values of the rows from lo to hi, exclusive.
func (c *column) appendRows(dst []ids.ID, lo, hi int) ([]ids.ID, error) {
	dst = slices.Grow(dst, hi-lo)
	if c.dir == nil {
		return appendRepeated(dst, c.bases[0], hi-lo), nil
	}
	for lo < hi {
		g := lo / GroupRows
		src, n, err := c.group(g)
		if err != nil {
			return dst, err
		}
		first := g * GroupRows
		end := min(hi, first+n)
		if lo == first && end == first+n {
			at := len(dst)
			dst = dst[:at+n]
			err = c.decode(dst[at:], src)
		} else {
			var whole [GroupRows]ids.ID
			err = c.decode(whole[:n], src)
			dst = append(dst, whole[lo-first:end-first]...)
		}
		if err != nil {
			return dst, err
		}
		lo = end
	}
	return dst, nil
}

// appendRepeated appends n times id.
func appendRepeated(dst []ids.ID, id ids.ID, n int) []ids.ID {
	at := len(dst)
	dst = dst[:at+n]
	fill(dst[at:], id)
	return dst
}

func fill(dst []ids.ID, id ids.ID) {
	for i := range dst {
		dst[i] = id
	}
}

// decode sets dst to the values of a group of len(dst) rows.
func (c *column) decode(dst []ids.ID, src []byte) error {
	var codes [GroupRows]uint64
	if src[0] == modeRuns {
		return c.decodeRuns(dst, src, &codes)
	}
	if src[0] == modeSplit {
		if err := unpackSplit(&codes, src, len(dst)); err != nil {
			return err
		}
		return c.translate(dst, codes[:len(dst)])
	}
	s, packed, err := parseShape(src, len(dst))
	if err != nil {
		return err
	}
	if s.mode == modePacked && s.width == 0 {
		id, err := c.id(s.base)
		fill(dst, id)
		return err
	}
	unpackShape(&codes, packed, len(dst), &s)
	return c.translate(dst, codes[:len(dst)])
}

// decodeRuns sets dst to the values of a group of runs.
func (c *column) decodeRuns(dst []ids.ID, src []byte, codes *[GroupRows]uint64) error {
	lengths, inner, err := parseRuns(src)
	if err != nil {
		return err
	}
	if err := unpackCodes(codes, inner, len(lengths)); err != nil {
		return err
	}
	var heads [GroupRows]ids.ID
	if err := c.translate(heads[:len(lengths)], codes[:len(lengths)]); err != nil {
		return err
	}
	for i, l := range lengths {
		n := int(l) + 1
		if n > len(dst) {
			return fmt.Errorf("%w: runs past the end of a group", ErrCorrupt)
		}
		fill(dst[:n], heads[i&(GroupRows-1)])
		dst = dst[n:]
	}
	if len(dst) > 0 {
		return fmt.Errorf("%w: runs shorter than their group", ErrCorrupt)
	}
	return nil
}

// translate sets dst to the values with the codes, of the same number.
func (c *column) translate(dst []ids.ID, codes []uint64) error {
	dst = dst[:len(codes)]
	if c.count == 1 {
		base := c.bases[0]
		for i, code := range codes {
			dst[i] = base + ids.ID(code)
		}
		return nil
	}
	bases, width, top := c.bases, c.width&63, uint64(0)
	last := uint64(len(bases) - 1)
	if width == 0 {
		for i, code := range codes {
			top = max(top, code)
			dst[i] = bases[code&last]
		}
	} else {
		mask := uint64(1)<<width - 1
		for i, code := range codes {
			top = max(top, code)
			dst[i] = bases[code>>width&last] + ids.ID(code&mask)
		}
	}
	if top>>width >= c.count {
		return fmt.Errorf("%w: code without a frame", ErrCorrupt)
	}
	return nil
}
