package crosswalk

import (
	"context"
	"fmt"
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// batchRows is the number of rows read at once.
const batchRows = 4096

// Reader reads rows of the crosswalk from a snapshot. It belongs to one goroutine.
type Reader struct {
	snap  Snapshot
	names names
	// The ids of the properties. One unknown to the store is [ids.Undef], which matches
	// no property.
	sameAs, closeMatch, publisher, subjectOf, archive, workStatus, format, replaced, incorrect ids.ID

	register *register.Columns

	bodies     map[ids.ID][]ids.ID  // of publishers, by a thing that is one
	leads      map[ids.ID]direction // of properties of succession
	remembered map[issn.ISSN]*neighbours
}

// NewReader returns a reader of a snapshot, which must stay open.
func NewReader(snap Snapshot) (*Reader, error) {
	columns, err := register.ReadColumns(snap)
	if err != nil {
		return nil, err
	}
	r := &Reader{snap: snap, names: names{forms()}, register: columns, bodies: map[ids.ID][]ids.ID{}, remembered: map[issn.ISSN]*neighbours{}}
	for _, p := range []struct {
		id  *ids.ID
		iri string
	}{
		{&r.sameAs, vocab.SchemaSameAs},
		{&r.closeMatch, vocab.SKOSCloseMatch},
		{&r.publisher, vocab.SchemaPublisher},
		{&r.subjectOf, vocab.SchemaSubjectOf},
		{&r.archive, vocab.SchemaHoldingArchive},
		{&r.workStatus, vocab.SchemaCreativeWorkStatus},
		{&r.format, vocab.DCFormat},
		{&r.incorrect, vocab.ISSNHasIncorrectISSN},
		{&r.replaced, vocab.DCTIsReplacedBy},
	} {
		id, err := r.lookup(p.iri)
		if err != nil {
			return nil, err
		}
		*p.id = id
	}
	return r, r.succession()
}

// lookup returns the id of an IRI, or Undef.
func (r *Reader) lookup(iri string) (ids.ID, error) {
	id, ok, err := r.snap.Lookup(rdf.NewIRI(iri))
	if err != nil || !ok {
		return ids.Undef, err
	}
	return id, nil
}

// resource returns the id of an ISSN in a space.
func resource(space issn.Space, n issn.ISSN) ids.ID {
	return ids.Make(ids.KindISSNIRI, (uint64(space)<<ids.ISSNBits|uint64(n))<<ids.FragmentBits)
}

// All calls f with the rows of all ISSNs whose record may be shown, in ISSN order,
// several thousand at a time. f may keep them.
func (r *Reader) All(ctx context.Context, f func([]Row) error) (err error) {
	if r.register.Status == ids.Undef {
		return nil
	}
	low, high := resource(issn.SpaceISSN, 0), resource(issn.SpaceISSNL, 0)
	records, err := r.open(ctx, ids.PSO, true, low, high, r.register.Status)
	if err != nil {
		return err
	}
	defer records.close(&err)
	scans, err := r.scans(ctx, true)
	if err != nil {
		return err
	}
	defer scans.close(&err)
	var list []issn.ISSN
	var last ids.ID
	for !records.end {
		if err := records.next(ctx); err != nil {
			return err
		}
		for i := 0; !records.end && i < records.batch.Len; i++ {
			if s := records.batch.Cols[0][i]; s != last && r.register.IsStatus(s, r.register.Status) {
				_, digits, _ := s.ISSN()
				list, last = append(list, issn.ISSN(digits)), s
			}
		}
		if len(list) == 0 || len(list) < batchRows && !records.end {
			continue
		}
		rows, err := r.rows(ctx, list, scans)
		if err != nil {
			return err
		}
		if err := f(rows); err != nil {
			return err
		}
		list = list[:0]
	}
	return nil
}

// scans are the ranges that hold the register's statements about ISSNs: in SPO, the
// resources with their parts, and the blank nodes; in OPS, the statements that refer to
// them.
type scans struct{ resources, nodes, naming *cursor }

func (r *Reader) scans(ctx context.Context, dense bool) (*scans, error) {
	resources, err := r.open(ctx, ids.SPO, dense, resource(issn.SpaceISSN, 0), resource(issn.SpaceISSNL, 0))
	if err != nil {
		return nil, err
	}
	nodes, err := r.open(ctx, ids.SPO, dense, ids.Make(ids.KindISSNNode, 0), ids.Make(ids.KindISSNNode+1, 0))
	if err != nil {
		resources.close(&err)
		return nil, err
	}
	naming, err := r.open(ctx, ids.OPS, dense, resource(issn.SpaceISSN, 0), resource(issn.SpaceISSNL, 0))
	if err != nil {
		resources.close(&err)
		nodes.close(&err)
		return nil, err
	}
	return &scans{resources, nodes, naming}, nil
}

func (s *scans) close(err *error) {
	s.resources.close(err)
	s.nodes.close(err)
	s.naming.close(err)
}

// Rows returns the rows for those ISSNs in list whose record may be shown. The list
// must ascend.
func (r *Reader) Rows(ctx context.Context, list []issn.ISSN) (rows []Row, err error) {
	scans, err := r.scans(ctx, false)
	if err != nil {
		return nil, err
	}
	defer scans.close(&err)
	return r.rows(ctx, list, scans)
}

// draft is a row still in ids.
type draft struct {
	issn                          issn.ISSN
	linking                       issn.ISSN
	hasRecord, hasLinking         bool
	status, medium, title         ids.ID
	favor, same, near, publishers []ids.ID
	bodies                        []ids.ID // bodies the publishers are the same as
	holdings                      []ids.ID // nodes
	parts                         []part
	around                        neighbours
	current                       current
}

// part is a statement about a part that may be a publisher or a holding.
type part struct{ subject, property, object ids.ID }

// rows reads rows; the ISSNs must ascend and the scans must not have passed them.
func (r *Reader) rows(ctx context.Context, list []issn.ISSN, scans *scans) ([]Row, error) {
	drafts := make([]draft, 0, len(list))
	for _, n := range list {
		d := draft{issn: n}
		if err := r.read(ctx, &d, scans); err != nil {
			return nil, fmt.Errorf("crosswalk: %s: %w", n, err)
		}
		if d.hasRecord {
			drafts = append(drafts, d)
		}
	}
	clusters, err := r.clusters(ctx, drafts)
	if err != nil {
		return nil, fmt.Errorf("crosswalk: %w", err)
	}
	for i := range drafts {
		if err := r.publishers(ctx, &drafts[i], clusters[drafts[i].linking]); err != nil {
			return nil, fmt.Errorf("crosswalk: %s: %w", drafts[i].issn, err)
		}
		if drafts[i].current, err = r.current(ctx, &drafts[i]); err != nil {
			return nil, fmt.Errorf("crosswalk: %s: %w", drafts[i].issn, err)
		}
	}
	return r.finish(drafts, clusters)
}

// read collects the statements in the ranges of an ISSN.
func (r *Reader) read(ctx context.Context, d *draft, scans *scans) error {
	self := resource(issn.SpaceISSN, d.issn)
	d.linking = d.issn
	low, high := self.Resource()
	c := r.register
	err := scans.resources.each(ctx, low, high, func(s, p, o ids.ID) {
		switch {
		case s == self:
			d.statement(r, p, o)
		case c.IsStatus(s, p):
			d.status, d.hasRecord = o, c.IsDescribed(o)
		case p == c.InFavour && s&ids.FragmentMask == c.Number:
			d.favor = append(d.favor, o)
			d.around.replacedBy(o)
		case p == c.Value && s&ids.FragmentMask == c.KeyTitle:
			if d.title == ids.Undef {
				d.title = o
			}
		case p == r.sameAs, p == r.archive, p == r.workStatus:
			d.parts = append(d.parts, part{s, p, o})
		}
	})
	if err != nil || !d.hasRecord {
		return err
	}
	err = scans.naming.each(ctx, self, self+1, func(_, p, s ids.ID) { d.around.meet(r.leads[p].reversed(), s) })
	if err != nil {
		return err
	}
	first, last := self.Nodes()
	node := func(s, p, o ids.ID) {
		if p == r.archive || p == r.workStatus {
			d.parts = append(d.parts, part{s, p, o})
		}
	}
	if len(d.holdings) > 0 {
		if err := scans.nodes.each(ctx, first, last, node); err != nil {
			return err
		}
	}
	for _, h := range d.holdings {
		if low <= h && h < high || first <= h && h < last {
			continue
		}
		if err := r.about(ctx, h, node); err != nil {
			return err
		}
	}
	return nil
}

// statement takes a statement about the ISSN itself.
func (d *draft) statement(r *Reader, p, o ids.ID) {
	for _, list := range [...]struct {
		property ids.ID
		values   *[]ids.ID
	}{{r.sameAs, &d.same}, {r.closeMatch, &d.near}, {r.publisher, &d.publishers}, {r.subjectOf, &d.holdings}} {
		if p == list.property {
			*list.values = append(*list.values, o)
			return
		}
	}
	d.around.meet(r.leads[p], o)
	if p == r.format && d.medium == ids.Undef {
		d.medium = o
	}
	if space, digits, ok := o.ISSN(); p == r.register.IsPartOf && ok && issn.Space(space) == issn.SpaceISSNL && !d.hasLinking {
		d.linking, d.hasLinking = issn.ISSN(digits), true
	}
}

// about calls f for the statements about one subject.
func (r *Reader) about(ctx context.Context, subject ids.ID, f func(s, p, o ids.ID)) (err error) {
	c, err := r.open(ctx, ids.SPO, true, 0, 0, subject)
	if err != nil {
		return err
	}
	defer c.close(&err)
	return c.each(ctx, 0, ^ids.ID(0), func(p, o, s ids.ID) { f(s, p, o) })
}

// cluster holds the statements about an ISSN-L.
type cluster struct {
	members    []issn.ISSN
	same, near []ids.ID
	publishers []ids.ID // of the items
}

// clusters reads the ISSN-Ls of the drafts.
func (r *Reader) clusters(ctx context.Context, drafts []draft) (all map[issn.ISSN]*cluster, err error) {
	var list []issn.ISSN
	for i := range drafts {
		list = append(list, drafts[i].linking)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	all = make(map[issn.ISSN]*cluster, len(list))
	statements, err := r.open(ctx, ids.SPO, false, resource(issn.SpaceISSNL, 0), resource(issn.SpaceISSNH, 0))
	if err != nil {
		return nil, err
	}
	defer statements.close(&err)
	for _, n := range list {
		c, id := &cluster{}, resource(issn.SpaceISSNL, n)
		all[n] = c
		err := statements.each(ctx, id, id+1, func(_, p, o ids.ID) {
			if p == r.sameAs {
				c.same = append(c.same, o)
			}
			if p == r.closeMatch {
				c.near = append(c.near, o)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	if err := r.members(ctx, list, func(linking, n issn.ISSN) { all[linking].members = append(all[linking].members, n) }); err != nil {
		return nil, err
	}
	return all, r.itemPublishers(ctx, all)
}

// members calls f for the ISSNs of each ISSN-L in list, which must ascend.
func (r *Reader) members(ctx context.Context, list []issn.ISSN, f func(linking, n issn.ISSN)) (err error) {
	if r.register.IsPartOf == ids.Undef {
		return nil
	}
	c, err := r.open(ctx, ids.POS, false, 0, 0, r.register.IsPartOf)
	if err != nil {
		return err
	}
	defer c.close(&err)
	for _, n := range list {
		id := resource(issn.SpaceISSNL, n)
		err := c.each(ctx, id, id+1, func(_, s, _ ids.ID) {
			if space, digits, ok := s.ISSN(); ok && issn.Space(space) == issn.SpaceISSN && s&ids.FragmentMask == 0 {
				f(n, issn.ISSN(digits))
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// itemPublishers reads the publishers of the items that the ISSN-Ls are the same as.
func (r *Reader) itemPublishers(ctx context.Context, all map[issn.ISSN]*cluster) (err error) {
	if r.publisher == ids.Undef {
		return nil
	}
	of := map[ids.ID][]*cluster{}
	var items []ids.ID
	for _, c := range all {
		for _, item := range c.same {
			if of[item] == nil {
				items = append(items, item)
			}
			of[item] = append(of[item], c)
		}
	}
	slices.Sort(items)
	statements, err := r.open(ctx, ids.PSO, false, 0, 0, r.publisher)
	if err != nil {
		return err
	}
	defer statements.close(&err)
	for _, item := range items {
		err := statements.each(ctx, item, item+1, func(_, o, _ ids.ID) {
			for _, c := range of[item] {
				c.publishers = append(c.publishers, o)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
