package crosswalk

import (
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
	"github.com/issn-ld/issn-ld/vocab"
)

// terms holds the decoded ids of a batch.
type terms struct {
	ids   []ids.ID
	terms []rdf.Term
}

// decode reads the terms of ids, each once. It takes ownership of the slice.
func (r *Reader) decode(list []ids.ID) (*terms, error) {
	slices.Sort(list)
	t := &terms{ids: slices.Compact(list)}
	var err error
	t.terms, err = r.snap.Terms(nil, t.ids)
	return t, err
}

// of returns the text of a term; empty for [ids.Undef].
func (t *terms) of(id ids.ID) string {
	if i, ok := slices.BinarySearch(t.ids, id); ok {
		return t.terms[i].Value()
	}
	return ""
}

// finish turns drafts into rows.
func (r *Reader) finish(drafts []draft, clusters map[issn.ISSN]*cluster) ([]Row, error) {
	var list []ids.ID
	for i := range drafts {
		d, c := &drafts[i], clusters[drafts[i].linking]
		list = append(list, d.status, d.medium, d.title, d.current.title)
		list = append(append(append(list, d.same...), d.near...), d.bodies...)
		list = append(append(list, c.same...), c.near...)
		for _, p := range d.parts {
			if p.property != r.sameAs {
				list = append(list, p.object)
			}
		}
	}
	t, err := r.decode(list)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(drafts))
	for i := range drafts {
		r.row(&rows[i], &drafts[i], clusters[drafts[i].linking], t)
	}
	return rows, nil
}

// row turns a draft into a row.
func (r *Reader) row(row *Row, d *draft, c *cluster, t *terms) {
	*row = Row{ISSN: d.issn.String(), Title: t.of(d.title), Status: local(t.of(d.status)), Medium: local(t.of(d.medium))}
	row.Cluster = []string{row.ISSN}
	if d.hasLinking {
		row.ISSNL = d.linking.String()
		for _, n := range c.members {
			row.Cluster = append(row.Cluster, n.String())
		}
	}
	for _, id := range d.favor {
		if _, digits, ok := id.ISSN(); ok {
			row.ReplacedBy = append(row.ReplacedBy, issn.ISSN(digits).String())
		}
	}
	row.PrecededBy, row.ContinuedBy = texts(d.around.before), texts(d.around.after)
	if d.current.known {
		row.Current, row.CurrentTitle = d.current.issn.String(), t.of(d.current.title)
		if row.CurrentISSNL = d.current.linking.String(); d.current.issn == d.issn {
			row.CurrentISSNL = row.ISSNL
		}
	}
	for _, list := range [][]ids.ID{d.same, c.same} {
		for _, id := range list {
			kind, name, _ := r.names.split(t.of(id))
			if column := row.serial(kind); column != nil {
				*column = append(*column, name)
			}
		}
	}
	for _, list := range [][]ids.ID{d.near, c.near} {
		for _, id := range list {
			if kind, name, ok := r.names.split(t.of(id)); ok && row.serial(kind) != nil {
				row.Close = append(row.Close, string(kind)+":"+name)
			}
		}
	}
	for _, id := range d.bodies {
		kind, name, _ := r.names.split(t.of(id))
		if kind == KindISNI {
			row.PublisherISNI = append(row.PublisherISNI, name)
		}
		if kind == KindROR {
			row.PublisherROR = append(row.PublisherROR, name)
		}
	}
	r.holdings(row, d, t)
	row.tidy()
}

// texts returns ISSNs in canonical form.
func texts(list []issn.ISSN) []string {
	found := make([]string, len(list))
	for i, n := range list {
		found[i] = n.String()
	}
	return found
}

// serial returns the column for a kind of serial identifier.
func (row *Row) serial(kind Kind) *[]string {
	switch kind {
	case KindWikidata:
		return &row.Wikidata
	case KindOpenAlex:
		return &row.OpenAlex
	case KindCrossref:
		return &row.Crossref
	case KindDOAJ:
		return &row.DOAJ
	case KindZDB:
		return &row.ZDB
	case KindSUDOC:
		return &row.SUDOC
	case KindISSN, KindISSNL, KindISNI, KindROR:
	}
	return nil
}

// holdings sets the agencies that hold the ISSN.
func (r *Reader) holdings(row *Row, d *draft, t *terms) {
	for _, node := range d.holdings {
		var agencies, statuses []string
		for _, p := range d.parts {
			switch {
			case p.subject != node:
			case p.property == r.archive:
				agencies = append(agencies, strings.TrimPrefix(t.of(p.object), vocab.Keeper))
			case p.property == r.workStatus:
				statuses = append(statuses, t.of(p.object))
			}
		}
		if len(statuses) == 0 {
			statuses = []string{""}
		}
		for _, agency := range agencies {
			for _, status := range statuses {
				row.Holdings = append(row.Holdings, Holding{Agency: agency, Status: status})
			}
		}
	}
}

// tidy sorts the lists of a row and drops duplicates.
func (row *Row) tidy() {
	for _, list := range []*[]string{
		&row.Cluster, &row.ReplacedBy, &row.PrecededBy, &row.ContinuedBy, &row.Wikidata, &row.OpenAlex, &row.PublisherISNI, &row.PublisherROR,
		&row.Crossref, &row.DOAJ, &row.ZDB, &row.SUDOC, &row.Close,
	} {
		slices.Sort(*list)
		if *list = slices.Compact(*list); *list == nil {
			*list = []string{}
		}
	}
	slices.SortFunc(row.Holdings, func(a, b Holding) int { return strings.Compare(a.Agency+"\x00"+a.Status, b.Agency+"\x00"+b.Status) })
	if row.Holdings = slices.Compact(row.Holdings); row.Holdings == nil {
		row.Holdings = []Holding{}
	}
	for i, h := range row.Holdings {
		if i == 0 || row.Holdings[i-1].Agency != h.Agency {
			row.Keepers++
		}
	}
}

// local returns the part of a concept's IRI after its list.
func local(iri string) string { return iri[strings.LastIndexByte(iri, '#')+1:] }
