package syntax

// scope is the set of variables in scope at a place of a group (section
// 18.2.1 of the specification).
type scope struct{ vars map[string]struct{} }

func (s *scope) add(name string) {
	if s.vars == nil {
		s.vars = make(map[string]struct{})
	}
	s.vars[name] = struct{}{}
}

func (s *scope) has(name string) bool {
	_, ok := s.vars[name]
	return ok
}

// merge adds the variables of inner, which is not used afterwards.
func (s *scope) merge(inner *scope) {
	if len(inner.vars) > len(s.vars) {
		s.vars, inner.vars = inner.vars, s.vars
	}
	for name := range inner.vars {
		s.vars[name] = struct{}{}
	}
}

// inner runs parse with a new scope and returns it.
func (p *parser) inner(parse func()) *scope {
	outer := p.scope
	s := &scope{}
	p.scope = s
	parse()
	p.scope = outer
	return s
}

// labels checks the scope of blank node labels: a label of a pattern belongs to
// one basic graph pattern, and a label of a data block to one operation.
type labels struct {
	bgp, last int            // the current basic graph pattern, and the last number given
	inBGP     map[string]int // where each label of a pattern of this operation occurred
	operation int
	inData    map[string]int // the operation of each label of a data block
	template  bool           // in a template or data block: labels are not those of patterns
	forbidden string         // the place that no blank node may stand in, or ""
	data      bool           // in a data block
}

// newBGP begins a basic graph pattern.
func (p *parser) newBGP() {
	p.labels.last++
	p.labels.bgp = p.labels.last
}

// newOperation begins an operation of an update request.
func (p *parser) newOperation() {
	p.labels.operation++
	clear(p.labels.inBGP)
}

// useLabel notes that a blank node label stands at the offset.
func (p *parser) useLabel(label string, offset int) {
	l := &p.labels
	if l.inBGP == nil {
		l.inBGP, l.inData = make(map[string]int), make(map[string]int)
	}
	switch {
	case l.data:
		if op, ok := l.inData[label]; ok && op != l.operation {
			p.fault(offset, "the blank node _:%s stands in the data of two operations", label)
		}
		l.inData[label] = l.operation
	case !l.template:
		if bgp, ok := l.inBGP[label]; ok && bgp != l.bgp {
			p.fault(offset, "the blank node _:%s stands in two basic graph patterns", label)
		}
		l.inBGP[label] = l.bgp
	}
}

// aggregates keeps what the parser knows about aggregates at a place.
type aggregates struct {
	allowed bool // they may stand here
	inside  bool // in the argument of one
	seen    bool // one has been seen in this SELECT level
	// outside lists the variables of SELECT expressions outside aggregates.
	collect bool
	outside []varUse
}

// varUse is a variable at a byte offset.
type varUse struct {
	name string
	pos  int
}
