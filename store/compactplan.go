package store

import "github.com/issn-ld/issn-ld/store/ids"

// plan says which blocks a compaction rewrites.
type plan struct {
	stretches [len(ids.Perms)][]stretch
	rows      int64 // to write
	replaced  int   // blocks to read
	dead      int   // blocks of the whole generation that are not in use then
}

// stretch is a sequence of blocks, from first on and before end, that are
// rewritten as one; an empty index has one without blocks.
type stretch struct {
	first, end int
	rows       int64 // that they have with the changes
}

// plan returns what to rewrite so that nothing is left in the delta. It reads
// no blocks. Blocks are about target rows long.
func (v *version) plan(target int) *plan {
	p := &plan{dead: v.gen.dead()}
	for _, perm := range ids.Perms {
		ix := v.gen.indexes[perm]
		p.stretches[perm] = v.planPerm(ix, target)
		for _, s := range p.stretches[perm] {
			p.rows += s.rows
			p.replaced += s.end - s.first
			for i := s.first; i < s.end; i++ {
				if _, below := ix.home(i); below || v.gen.base == nil {
					p.dead++
				}
			}
		}
	}
	return p
}

// planPerm returns the stretches of a permutation. One that is left with less
// than half a block takes the next block in, or else the one before it, so that
// blocks do not crumble.
func (v *version) planPerm(ix *index, target int) []stretch {
	n := len(ix.metas)
	touched := func(i int) bool { return v.delta.Touched(ix.perm, ix.boundary(i), ix.boundary(i+1)) }
	if n == 0 {
		if !touched(0) {
			return nil
		}
		return []stretch{{0, 0, v.rowsOf(ix, 0, 0)}}
	}
	var out []stretch
	for i := 0; i < n; i++ {
		if !touched(i) {
			continue
		}
		s := stretch{first: i, end: i + 1}
		for s.rows = v.rowsOf(ix, s.first, s.end); s.end < n && (s.small(target) || touched(s.end)); {
			s.end++
			s.rows = v.rowsOf(ix, s.first, s.end)
		}
		if s.small(target) && s.first > 0 {
			s.first--
			if last := len(out) - 1; last >= 0 && out[last].end > s.first {
				s.first = out[last].first
				out = out[:last]
			}
			s.rows = v.rowsOf(ix, s.first, s.end)
		}
		out = append(out, s)
		i = s.end - 1
	}
	return out
}

// small reports whether the rows make less than half a block.
func (s *stretch) small(target int) bool { return 0 < s.rows && 2*s.rows < int64(target) }

// blockRows returns the number of rows at which to cut the blocks of a stretch,
// so that all are about as long, and as near to target as that allows.
func (s *stretch) blockRows(target int) int {
	blocks := max(1, (s.rows+int64(target)/2)/int64(target))
	return int((s.rows + blocks - 1) / blocks)
}

// rowsOf returns the number of rows that the blocks from first on and before end
// have with the changes.
func (v *version) rowsOf(ix *index, first, end int) int64 {
	return ix.rows[end] - ix.rows[first] + v.delta.Sum(ix.perm, ix.boundary(first), ix.boundary(end))
}
