package store

// Layout says how a state of the store lies on the disk.
type Layout struct {
	// Generations are the current one, then the one that it builds on, if any.
	Generations []uint64
	Blocks      int    // of all permutations
	Dead        int    // blocks that compactions have replaced, on the disk until a whole one
	Changes     int    // rows that transactions have changed since the last compaction or load
	Terms       uint64 // in the dictionary
	Loose       int    // terms of transactions, outside of the order of the dictionary
}

// Layout returns the layout of the current state.
func (db *DB) Layout() (Layout, error) {
	s, err := db.Snapshot()
	if err != nil {
		return Layout{}, err
	}
	gen := s.version.gen
	l := Layout{
		Blocks: gen.blocks(), Dead: gen.dead(), Changes: s.version.delta.Len(),
		Terms: gen.dict.Len(), Loose: gen.delta.Len(),
	}
	for _, g := range gen.chain() {
		l.Generations = append(l.Generations, g.number)
	}
	return l, s.Close()
}

// blocks returns the number of blocks of all permutations.
func (g *generation) blocks() int {
	n := 0
	for _, ix := range g.indexes {
		n += len(ix.metas)
	}
	return n
}

// dead returns the number of blocks of the base that g has replaced.
func (g *generation) dead() int {
	if g.base == nil {
		return 0
	}
	n := g.base.blocks()
	for _, ix := range g.indexes {
		for i := range ix.metas {
			if _, below := ix.home(i); below {
				n--
			}
		}
	}
	return n
}
