package discrepancies

import (
	"cmp"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/holdings"
	"github.com/issn-ld/issn-ld/links/sources"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// said is a claim of a source about an ISSN-L.
type said struct {
	source string
	item   string
	value  bool
}

// serialClaims holds the claims about one ISSN-L.
type serialClaims struct {
	open     []said
	inDOAJ   []said
	archives map[string][]said // code of the archive: claims by others that it preserves the serial
}

// Claims collects the claims of several sources about serials, from the quads of their
// graphs, and finds contradictions. The zero value is ready to use.
type Claims struct {
	nodes    map[string]*claimNode
	holdings map[string]bool             // archive and ISSN: held or in progress
	holds    map[string]string           // node of a holding: ISSN
	states   map[string]string           // node of a holding: status
	agencies map[string]bool             // archives whose holdings are known
	byNode   map[string]string           // node of a holding: archive
	serials  map[issn.ISSN]*serialClaims // by ISSN-L, made by Check
}

// claimNode is an evidence node with claims.
type claimNode struct {
	source, subject, item string
	open                  formats.Claim
	listed, withdrawn     []string
	archives              []string
}

// AddSubject takes all quads about a subject, which a store keeps together. Evidence
// without claims is left out: a full register has millions of links, few of them with
// claims.
func (c *Claims) AddSubject(quads []rdf.Quad) {
	if len(quads) > 0 && isEvidence(quads[0].S) && !slices.ContainsFunc(quads, isClaim) {
		return
	}
	for _, q := range quads {
		c.Add(q)
	}
}

// isEvidence reports whether a node is the evidence of a link.
func isEvidence(s rdf.Term) bool { return strings.Contains(s.Value(), "#Link-") }

// isClaim reports whether a statement about evidence is a claim of its source.
func isClaim(q rdf.Quad) bool {
	switch q.P.Value() {
	case vocab.SchemaIsAccessibleForFree, vocab.ISSNListedIn, vocab.ISSNWithdrawnFrom, vocab.ISSNClaimsArchive:
		return true
	}
	return false
}

// Add takes a quad of the graph of a source, in any order.
func (c *Claims) Add(q rdf.Quad) {
	if c.nodes == nil {
		c.nodes, c.holdings, c.holds = map[string]*claimNode{}, map[string]bool{}, map[string]string{}
		c.states, c.agencies, c.byNode = map[string]string{}, map[string]bool{}, map[string]string{}
	}
	switch q.P.Value() {
	case vocab.RDFSubject, vocab.RDFObject, vocab.SchemaIsAccessibleForFree, vocab.ISSNListedIn, vocab.ISSNWithdrawnFrom, vocab.ISSNClaimsArchive:
		if isEvidence(q.S) {
			c.evidence(q)
		}
	case vocab.SchemaSubjectOf:
		if r, ok := issn.ParseIRI(q.S.Value()); ok && r.Fragment == "" {
			c.holds[key(q.O)] = r.ISSN.String()
		}
	case vocab.SchemaHoldingArchive:
		code := strings.TrimPrefix(q.O.Value(), vocab.Keeper)
		c.byNode[key(q.S)] = code
		if q.G.Value() == vocab.GraphBase+"keepers/"+code || q.G.Value() == vocab.GraphBase+"keepers" {
			c.agencies[code] = true // the agency's own full list, not the partial copy in records
		}
	case vocab.SchemaCreativeWorkStatus:
		c.states[key(q.S)] = q.O.Value()
	}
}

// key returns a key that distinguishes blank nodes from IRIs.
func key(t rdf.Term) string {
	if t.IsBlankNode() {
		return "_:" + t.Value()
	}
	return t.Value()
}

// evidence reads a statement about an evidence node.
func (c *Claims) evidence(q rdf.Quad) {
	n := c.nodes[q.S.Value()]
	if n == nil {
		n = &claimNode{source: sourceOf(q.G.Value())}
		c.nodes[q.S.Value()] = n
	}
	value := q.O.Value()
	switch q.P.Value() {
	case vocab.RDFSubject:
		n.subject = value
	case vocab.RDFObject:
		n.item = value
	case vocab.SchemaIsAccessibleForFree:
		n.open = formats.ClaimOf(value == "true")
	case vocab.ISSNListedIn:
		n.listed = append(n.listed, value)
	case vocab.ISSNWithdrawnFrom:
		n.withdrawn = append(n.withdrawn, value)
	case vocab.ISSNClaimsArchive:
		n.archives = append(n.archives, strings.TrimPrefix(value, vocab.Keeper))
	}
}

// Check calls found for each pair of contradictory claims, once for each serial and
// kind, in the order of ISSN-Ls:
//
//   - one source says that a serial is open access and another that it is not, or one
//     says that DOAJ lists it and DOAJ that it was withdrawn;
//   - a source says that an archive preserves a serial missing from the archive's own
//     list. Archives whose lists are not loaded are skipped.
func (c *Claims) Check(reg links.Register, found func(links.Discrepancy) error) error {
	c.serials = map[issn.ISSN]*serialClaims{}
	if err := c.gather(reg); err != nil {
		return err
	}
	if err := c.gatherHoldings(reg); err != nil {
		return err
	}
	linkings := make([]issn.ISSN, 0, len(c.serials))
	for n := range c.serials {
		linkings = append(linkings, n)
	}
	slices.Sort(linkings)
	for _, n := range linkings {
		if err := c.serial(n, c.serials[n], found); err != nil {
			return err
		}
	}
	return nil
}

// of returns the claims of the ISSN-L that a resource belongs to.
func (c *Claims) of(reg links.Register, iri string) (*serialClaims, error) {
	r, ok := issn.ParseIRI(iri)
	if !ok {
		return nil, nil
	}
	n := r.ISSN
	if r.Space == issn.SpaceISSN {
		s, known, err := reg.Serial(n)
		if err != nil {
			return nil, err
		}
		if known && s.HasLinking {
			n = s.Linking
		}
	}
	x := c.serials[n]
	if x == nil {
		x = &serialClaims{archives: map[string][]said{}}
		c.serials[n] = x
	}
	return x, nil
}

func (c *Claims) gather(reg links.Register) error {
	ids := make([]string, 0, len(c.nodes))
	for id := range c.nodes {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		n := c.nodes[id]
		x, err := c.of(reg, n.subject)
		if err != nil || x == nil {
			if err != nil {
				return err
			}
			continue
		}
		if n.open != formats.Unsaid {
			x.open = append(x.open, said{n.source, n.item, n.open == formats.Yes})
		}
		if slices.Contains(n.listed, sources.ListDOAJ) {
			x.inDOAJ = append(x.inDOAJ, said{n.source, n.item, true})
		}
		if slices.Contains(n.withdrawn, sources.ListDOAJ) {
			x.inDOAJ = append(x.inDOAJ, said{n.source, n.item, false})
		}
		for _, code := range n.archives {
			x.archives[code] = append(x.archives[code], said{n.source, n.item, true})
		}
	}
	return nil
}

// gatherHoldings records which archives hold which ISSN-Ls.
func (c *Claims) gatherHoldings(reg links.Register) error {
	for node, number := range c.holds {
		code, ok := c.byNode[node]
		if !ok || holdings.ParseStatus(c.states[node]) == holdings.Planned {
			continue
		}
		n, err := issn.Parse(number)
		if err != nil {
			continue
		}
		s, known, err := reg.Serial(n)
		if err != nil {
			return err
		}
		if known && s.HasLinking {
			n = s.Linking
		}
		c.holdings[code+" "+n.String()] = true
	}
	return nil
}

func (c *Claims) serial(n issn.ISSN, x *serialClaims, found func(links.Discrepancy) error) error {
	tell := func(kind links.DiscrepancyKind, a said, saysA, saysB string) error {
		return found(links.Discrepancy{
			Kind: kind, Source: a.source, Item: a.item, ISSN: n.String(), Serial: n.LinkingIRI(), Found: saysA, Expected: saysB,
		})
	}
	if yes, no, ok := opposed(x.open); ok {
		if err := tell(links.OpenContradicts, no, "not open access", yes.source+": open access"); err != nil {
			return err
		}
	}
	if yes, no, ok := opposed(x.inDOAJ); ok && yes.source != no.source {
		if err := tell(links.OpenContradicts, yes, "in DOAJ", no.source+": withdrawn from DOAJ"); err != nil {
			return err
		}
	}
	codes := make([]string, 0, len(x.archives))
	for code := range x.archives {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		if !c.agencies[code] || c.holdings[code+" "+n.String()] {
			continue
		}
		if err := tell(links.KeptContradicts, x.archives[code][0], "preserved by "+code, code+": not held"); err != nil {
			return err
		}
	}
	return nil
}

// opposed returns a claim that says yes and one that says no, from the first sources in
// order of name.
func opposed(claims []said) (yes, no said, ok bool) {
	slices.SortStableFunc(claims, func(a, b said) int { return cmp.Compare(a.source, b.source) })
	i := slices.IndexFunc(claims, func(s said) bool { return s.value })
	j := slices.IndexFunc(claims, func(s said) bool { return !s.value })
	if i < 0 || j < 0 {
		return said{}, said{}, false
	}
	return claims[i], claims[j], true
}
