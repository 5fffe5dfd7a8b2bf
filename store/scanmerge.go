package store

import (
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/store/internal/block"
)

// merge applies changes to the rows in raw, which are the next ones of the
// block, or none where changes come first, and returns the number of rows in
// raw then. It uses up the changes that it has applied.
func (s *scanner) merge() int {
	n := len(s.raw[0])
	due := s.due(n)
	if due == 0 {
		return n
	}
	var merged [block.Columns][]ids.ID
	for c := range merged {
		merged[c] = make([]ids.ID, 0, n+due)
	}
	i := 0
	copyTo := func(to int) {
		for c := range merged {
			merged[c] = append(merged[c], s.raw[c][i:to]...)
		}
		i = to
	}
	for k := range s.changes[:due] {
		row := &s.changes[k].Row
		at := i
		for at < n && s.rawRow(at).Compare(*row) < 0 {
			at++
		}
		copyTo(at)
		if !s.changes[k].Insert {
			if i < n && s.rawRow(i) == *row {
				i++ // deleted
			}
			continue
		}
		for c, id := range row {
			merged[c] = append(merged[c], id)
		}
	}
	copyTo(n)
	s.raw = merged
	s.changes = s.changes[due:]
	return len(s.raw[0])
}

// due returns how many changes belong before the rows of the block that come
// after the n rows in raw.
func (s *scanner) due(n int) int {
	if n == 0 {
		return min(len(s.changes), s.rows)
	}
	last := s.rawRow(n - 1)
	due := 0
	for due < len(s.changes) && s.changes[due].Row.Compare(last) <= 0 {
		due++
	}
	return due
}

// changesFirst reports whether as many changes as a batch wants, or all, come
// before the next row of the block.
func (s *scanner) changesFirst() (bool, error) {
	if len(s.changes) == 0 || s.at == s.end {
		return len(s.changes) > 0, nil
	}
	row := &s.changes[min(len(s.changes), s.rows)-1].Row
	for c := range row {
		id, err := s.blk.At(c, s.at)
		if err != nil {
			return false, err
		}
		if id != row[c] {
			return row[c] < id, nil
		}
	}
	return false, nil
}

// rawRow returns a row of raw.
func (s *scanner) rawRow(i int) ids.Row {
	return ids.Row{s.raw[0][i], s.raw[1][i], s.raw[2][i], s.raw[3][i]}
}
