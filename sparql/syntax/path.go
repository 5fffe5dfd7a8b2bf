package syntax

// path parses a property path: alternatives of sequences.
func (p *parser) path() Path {
	p.enter()
	defer p.leave()
	first := p.pathSequence()
	if !p.is("|") {
		return first
	}
	alt := &PathAlternative{Paths: []Path{first}}
	for p.accept("|") {
		alt.Paths = append(alt.Paths, p.pathSequence())
		p.chain(len(alt.Paths))
	}
	return alt
}

func (p *parser) pathSequence() Path {
	first := p.pathElement()
	if !p.is("/") {
		return first
	}
	seq := &PathSequence{Steps: []Path{first}}
	for p.accept("/") {
		seq.Steps = append(seq.Steps, p.pathElement())
		p.chain(len(seq.Steps))
	}
	return seq
}

// pathElement parses a step with an optional "^" before it.
func (p *parser) pathElement() Path {
	if p.accept("^") {
		return &PathInverse{p.pathStep()}
	}
	return p.pathStep()
}

// pathStep parses a step with an optional repetition mark after it.
func (p *parser) pathStep() Path {
	step := p.pathPrimary()
	for _, mark := range []string{"?", "*", "+"} {
		if p.accept(mark) {
			return &PathRepeat{Path: step, Mark: mark[0]}
		}
	}
	return step
}

// pathPrimary parses a step: an IRI, "a", a negated set, or a path in parentheses.
func (p *parser) pathPrimary() Path {
	switch {
	case p.isIRI() || p.isWord("a"):
		return PathIRI{p.verbIRI()}
	case p.accept("!"):
		return p.negatedSet()
	case p.accept("("):
		inner := p.path()
		p.expect(")")
		return inner
	}
	p.expected(`an IRI, "a", "!" or "(" in the property path`)
	return PathIRI{}
}

// negatedSet parses what follows "!".
func (p *parser) negatedSet() Path {
	n := &PathNegated{}
	if !p.accept("(") {
		n.IRIs = []NegatedIRI{p.negatedIRI()}
		return n
	}
	if p.accept(")") {
		return n
	}
	for {
		n.IRIs = append(n.IRIs, p.negatedIRI())
		if !p.accept("|") {
			break
		}
	}
	if !p.accept(")") {
		p.expected(`"|" or ")"`)
	}
	return n
}

func (p *parser) negatedIRI() NegatedIRI {
	inverse := p.accept("^")
	return NegatedIRI{Inverse: inverse, IRI: p.verbIRI()}
}
