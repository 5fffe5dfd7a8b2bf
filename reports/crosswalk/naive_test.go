package crosswalk_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/reports/crosswalk"
	"github.com/issn-ld/issn-ld/vocab"
)

var worlds = flag.Int("worlds", 6, "number of random registers")

// world is a small register with links, as quads.
type world struct {
	r       *rand.Rand
	quads   []rdf.Quad
	numbers []issn.ISSN
	bodies  []string
}

func (w *world) add(s, p, o string) { w.give(rdf.NewIRI(s), p, rdf.NewIRI(o)) }

func (w *world) give(s rdf.Term, p string, o rdf.Term) {
	graph := rdf.NewIRI(fmt.Sprintf("http://issn.org/graph/%d", w.r.IntN(3)))
	w.quads = append(w.quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: graph})
	if w.r.IntN(10) == 0 { // the same in another graph
		w.quads = append(w.quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: rdf.NewIRI("http://issn.org/graph/again")})
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// isni and ror make identifiers with right check characters.
func isni(n int) string {
	digits := fmt.Sprintf("%015d", n)
	sum := 0
	for _, c := range digits {
		sum = (sum + int(c-'0')) * 2 % 11
	}
	return digits + string("0123456789X"[(12-sum)%11])
}

func ror(n int) string {
	const digits = "0123456789abcdefghjkmnpqrstvwxyz"
	text := make([]byte, 6)
	for i, v := 5, n; i >= 0; i, v = i-1, v/32 {
		text[i] = digits[v%32]
	}
	return fmt.Sprintf("0%s%02d", text, 98-n*100%97)
}

// newWorld makes up serials, links and organizations.
func newWorld(seed uint64) *world {
	w := &world{r: rand.New(rand.NewPCG(seed, 1))}
	for i := range 6 {
		w.bodies = append(w.bodies, vocab.ISNI+isni(100+i), vocab.ROR+ror(1000+i), vocab.WikidataEntity+fmt.Sprintf("Q9%d", i))
	}
	for range w.r.IntN(8) {
		w.add(pick(w.r, w.bodies), vocab.SchemaSameAs, pick(w.r, w.bodies))
	}
	for range 3 + w.r.IntN(30) {
		w.numbers = append(w.numbers, issn.ISSN(w.r.IntN(60)))
	}
	for _, n := range w.numbers {
		w.serial(n)
	}
	for range 10 {
		w.link(pick(w.r, w.numbers).LinkingIRI())
	}
	return w
}

// serial makes up a record.
func (w *world) serial(n issn.ISSN) {
	self := n.IRI()
	if w.r.IntN(10) > 0 {
		w.add(self+"#Record", vocab.BFStatus, vocab.RecordStatusRegister)
		w.add(self+"#ISSN", vocab.BFStatus, vocab.IDStatusValid)
	}
	if w.r.IntN(8) > 0 {
		w.add(self, vocab.SchemaIsPartOf, (n / 3).LinkingIRI())
	}
	if w.r.IntN(4) > 0 {
		w.give(rdf.NewIRI(self+"#KeyTitle"), vocab.RDFValue, rdf.NewString("Title of "+n.String()))
	}
	if w.r.IntN(6) == 0 {
		w.add(self+"#ISSN", vocab.ISSNCancelledInFavor, pick(w.r, w.numbers).IRI()+"#ISSN")
	}
	if w.r.IntN(6) == 0 {
		w.add(self+"#ISSN", vocab.ISSNHasCancelledISSN, issn.ISSN(w.r.IntN(60)).IRI()+"#ISSN")
	}
	for range w.r.IntN(3) {
		s := vocab.Successions[w.r.IntN(2)]
		w.add(self, pick(w.r, slices.Concat(s.After, s.Before)), pick(w.r, w.numbers).IRI())
	}
	w.add(self, vocab.DCFormat, pick(w.r, []string{vocab.MediumPrint, vocab.MediumOnline}))
	for i := range w.r.IntN(3) {
		part := fmt.Sprintf("%s#Publisher-P%d", self, i)
		w.add(self, vocab.SchemaPublisher, part)
		if w.r.IntN(2) == 0 {
			w.add(part, vocab.SchemaSameAs, pick(w.r, w.bodies))
		}
	}
	w.add(self+"#IssuingBody-B", vocab.SchemaSameAs, pick(w.r, w.bodies)) // no publisher
	for i := range w.r.IntN(4) {
		w.holding(n, i)
	}
	if w.r.IntN(3) == 0 {
		w.link(self)
	}
}

// holding makes up a holding: a blank node as the register has it, one with
// another label, or a part of the resource.
func (w *world) holding(n issn.ISSN, i int) {
	node := rdf.NewBlankNode(fmt.Sprintf("%s-%d", n, i+1))
	switch w.r.IntN(3) {
	case 0:
		node = rdf.NewBlankNode(fmt.Sprintf("x%d%d", n, i))
	case 1:
		node = rdf.NewIRI(fmt.Sprintf("%s#Preserved-%d", n.IRI(), i))
	}
	w.give(rdf.NewIRI(n.IRI()), vocab.SchemaSubjectOf, node)
	w.give(node, vocab.SchemaHoldingArchive, rdf.NewIRI(vocab.Keeper+pick(w.r, []string{"clockss", "portico", "lockss", "other"})))
	if w.r.IntN(5) > 0 {
		w.give(node, vocab.SchemaCreativeWorkStatus, rdf.NewString(pick(w.r, []string{"Preserved", "In Progress", "Triggered"})))
	}
	archive := rdf.NewIRI(n.IRI() + "#WebArchive-A") // an archive as a whole is no holding
	w.give(archive, vocab.SchemaHoldingArchive, rdf.NewIRI(vocab.Keeper+"whole"))
}

// link makes up a link of a serial to an item that may have a publisher.
func (w *world) link(subject string) {
	items := []string{
		vocab.WikidataEntity + fmt.Sprintf("Q%d", 1+w.r.IntN(9)), vocab.OpenAlex + fmt.Sprintf("S%d", 1+w.r.IntN(9)),
		"https://data.crossref.org/depositorreport?pubid=J" + fmt.Sprint(1+w.r.IntN(9)), "https://doaj.org/toc/" + issn.ISSN(w.r.IntN(9)).String(),
		vocab.ZDB + "12-" + fmt.Sprint(w.r.IntN(10)), vocab.SUDOC + fmt.Sprintf("00000000%d/id", w.r.IntN(10)), "http://example/other",
	}
	item := pick(w.r, items)
	w.add(subject, pick(w.r, []string{vocab.SchemaSameAs, vocab.SchemaSameAs, vocab.SKOSCloseMatch}), item)
	if w.r.IntN(3) == 0 {
		w.add(item, vocab.SchemaPublisher, pick(w.r, w.bodies))
	}
}

// triples are the quads without graphs, as text.
func (w *world) triples() map[[3]string]bool {
	all := map[[3]string]bool{}
	for _, q := range w.quads {
		s := q.S.Value()
		o := q.O.Value()
		if q.S.IsBlankNode() {
			s = "_:" + s
		}
		if q.O.IsBlankNode() {
			o = "_:" + o
		}
		all[[3]string{s, q.P.Value(), o}] = true
	}
	return all
}

// naive computes the row of an ISSN from the definitions, one triple after the
// other.
type naive map[[3]string]bool

func (t naive) objects(s, p string) (list []string) {
	for k := range t {
		if k[0] == s && k[1] == p {
			list = append(list, k[2])
		}
	}
	slices.Sort(list)
	return list
}

func (t naive) subjects(p, o string) (list []string) {
	for k := range t {
		if k[1] == p && k[2] == o {
			list = append(list, k[0])
		}
	}
	slices.Sort(list)
	return list
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func after(s, mark string) string { return s[strings.LastIndex(s, mark)+1:] }

// isBody tells things that bodies may be the same as: IRIs with a number.
func isBody(iri string) bool {
	return strings.HasPrefix(iri, vocab.WikidataEntity) || strings.HasPrefix(iri, vocab.OpenAlex) || strings.HasPrefix(iri, vocab.ISNI) || strings.HasPrefix(iri, vocab.ROR)
}

// step adds what one more statement of identity leads to.
func (t naive) step(all map[string]bool) map[string]bool {
	next := map[string]bool{}
	for iri := range all {
		next[iri] = true
	}
	for k := range t {
		if k[1] != vocab.SchemaSameAs || !isBody(k[0]) || !isBody(k[2]) {
			continue
		}
		if all[k[0]] {
			next[k[2]] = true
		}
		if all[k[2]] {
			next[k[0]] = true
		}
	}
	return next
}

// row computes a row; nil without a record.
func (t naive) row(n issn.ISSN) *crosswalk.Row {
	self := n.IRI()
	status := first(t.objects(self+"#Record", vocab.BFStatus))
	if status == "" {
		return nil
	}
	row := &crosswalk.Row{
		ISSN: n.String(), Title: first(t.objects(self+"#KeyTitle", vocab.RDFValue)), Status: after(status, "#"),
		Medium: after(first(t.objects(self, vocab.DCFormat)), "#"), Cluster: []string{n.String()},
	}
	linking := n.LinkingIRI()
	if list := t.objects(self, vocab.SchemaIsPartOf); len(list) > 0 {
		linking = list[0]
		row.ISSNL = after(linking, "/")
		for _, s := range t.subjects(vocab.SchemaIsPartOf, linking) {
			row.Cluster = append(row.Cluster, after(s, "/"))
		}
	}
	for _, o := range t.objects(self+"#ISSN", vocab.ISSNCancelledInFavor) {
		row.ReplacedBy = append(row.ReplacedBy, strings.TrimSuffix(after(o, "/"), "#ISSN"))
	}
	row.PrecededBy, row.ContinuedBy = t.succession(n, true, true), t.succession(n, false, true)
	row.Current, row.CurrentISSNL, row.CurrentTitle = t.current(n)
	if row.Current == row.ISSN {
		row.CurrentISSNL = row.ISSNL
	}
	var publishers []string
	for _, subject := range []string{self, linking} {
		for _, item := range t.objects(subject, vocab.SchemaSameAs) {
			publishers = append(publishers, t.objects(item, vocab.SchemaPublisher)...)
			if kind, id := column(item); kind != "" {
				list := columnOf(row, kind)
				*list = append(*list, id)
			}
		}
		for _, item := range t.objects(subject, vocab.SKOSCloseMatch) {
			if kind, id := column(item); kind != "" {
				row.Close = append(row.Close, kind+":"+id)
			}
		}
	}
	for _, part := range t.objects(self, vocab.SchemaPublisher) {
		publishers = append(publishers, t.objects(part, vocab.SchemaSameAs)...)
	}
	for _, p := range publishers {
		for iri := range t.step(t.step(map[string]bool{p: true})) {
			if id, ok := strings.CutPrefix(iri, vocab.ISNI); ok {
				row.PublisherISNI = append(row.PublisherISNI, id)
			}
			if id, ok := strings.CutPrefix(iri, vocab.ROR); ok {
				row.PublisherROR = append(row.PublisherROR, id)
			}
		}
	}
	agencies := map[string]bool{}
	for _, node := range t.objects(self, vocab.SchemaSubjectOf) {
		statuses := t.objects(node, vocab.SchemaCreativeWorkStatus)
		if statuses == nil {
			statuses = []string{""}
		}
		for _, agency := range t.objects(node, vocab.SchemaHoldingArchive) {
			agencies[agency] = true
			for _, status := range statuses {
				row.Holdings = append(row.Holdings, crosswalk.Holding{Agency: after(agency, "#"), Status: status})
			}
		}
	}
	row.Keepers = int32(len(agencies))
	return row
}

// succession returns the serials before or after one, by both records.
func (t naive) succession(n issn.ISSN, before, inPart bool) (list []string) {
	for _, s := range vocab.Successions {
		if s.InPart && !inPart {
			continue
		}
		out, in := s.After, s.Before
		if before {
			out, in = in, out
		}
		for _, p := range out {
			list = append(list, t.objects(n.IRI(), p)...)
		}
		for _, p := range in {
			list = append(list, t.subjects(p, n.IRI())...)
		}
	}
	for i := range list {
		list[i] = after(list[i], "/")
	}
	return list
}

// current follows all that takes the place of a serial, and compares the ends.
func (t naive) current(n issn.ISSN) (number, linking, title string) {
	next := func(number string) []string {
		n, err := issn.Parse(number)
		if err != nil {
			panic(err)
		}
		list := t.succession(n, false, false)
		for _, o := range t.objects(n.IRI()+"#ISSN", vocab.ISSNCancelledInFavor) {
			list = append(list, strings.TrimSuffix(after(o, "/"), "#ISSN"))
		}
		return list
	}
	reached := map[string]bool{n.String(): true}
	for range 60 {
		for number := range reached {
			for _, m := range next(number) {
				reached[m] = true
			}
		}
	}
	ends := map[string][]string{}
	for number := range reached {
		if len(next(number)) > 0 {
			continue
		}
		m, _ := issn.Parse(number)
		linking := number
		if list := t.objects(m.IRI(), vocab.SchemaIsPartOf); len(list) > 0 {
			linking = after(list[0], "/")
		}
		ends[linking] = append(ends[linking], number)
	}
	if len(ends) != 1 {
		return "", "", ""
	}
	for linking, list := range ends {
		slices.Sort(list)
		m, _ := issn.Parse(list[0])
		return list[0], linking, first(t.objects(m.IRI()+"#KeyTitle", vocab.RDFValue))
	}
	return "", "", ""
}

// column takes the IRI of an item apart.
func column(iri string) (kind, id string) {
	for _, c := range [...][2]string{
		{"wikidata", vocab.WikidataEntity},
		{"openalex", vocab.OpenAlex},
		{"crossref", "https://data.crossref.org/depositorreport?pubid=J"},
		{"doaj", "https://doaj.org/toc/"},
		{"zdb", vocab.ZDB},
		{"sudoc", vocab.SUDOC},
	} {
		if id, ok := strings.CutPrefix(iri, c[1]); ok {
			return c[0], strings.TrimSuffix(id, "/id")
		}
	}
	return "", ""
}

func columnOf(row *crosswalk.Row, kind string) *[]string {
	return map[string]*[]string{
		"wikidata": &row.Wikidata, "openalex": &row.OpenAlex, "crossref": &row.Crossref, "doaj": &row.DOAJ, "zdb": &row.ZDB, "sudoc": &row.SUDOC,
	}[kind]
}

// sorted puts the lists of a row in order, each value once, and none nil.
func sorted(row *crosswalk.Row) {
	for _, list := range []*[]string{
		&row.Cluster, &row.ReplacedBy, &row.PrecededBy, &row.ContinuedBy, &row.Wikidata, &row.OpenAlex, &row.PublisherISNI, &row.PublisherROR, &row.Crossref, &row.DOAJ,
		&row.ZDB, &row.SUDOC, &row.Close,
	} {
		slices.Sort(*list)
		*list = append([]string{}, slices.Compact(*list)...)
	}
	slices.SortFunc(row.Holdings, func(a, b crosswalk.Holding) int { return strings.Compare(a.Agency+" "+a.Status, b.Agency+" "+b.Status) })
	row.Holdings = append([]crosswalk.Holding{}, slices.Compact(row.Holdings)...)
}

// The rows of random registers are those that the definitions give.
func TestRowsAgainstDefinitions(t *testing.T) {
	for seed := range uint64(*worlds) {
		w := newWorld(seed)
		triples := naive(w.triples())
		var want []crosswalk.Row
		var numbers []issn.ISSN
		for n := range issn.ISSN(60) {
			if row := triples.row(n); row != nil {
				sorted(row)
				want = append(want, *row)
			}
			numbers = append(numbers, n)
		}
		r := reader(t, w.quads)
		if diff := cmp.Diff(want, allRows(t, r)); diff != "" {
			t.Fatalf("seed %d: all rows (-naive +got):\n%s", seed, diff)
		}
		rows, err := r.Rows(t.Context(), numbers)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Fatalf("seed %d: rows by ISSN (-naive +got):\n%s", seed, diff)
		}
		checkReverse(t, seed, r, want)
	}
}

// checkReverse asks for every identifier that a row has: the rows that have it are
// the answer, in the order of ISSNs.
func checkReverse(t *testing.T, seed uint64, r *crosswalk.Reader, rows []crosswalk.Row) {
	t.Helper()
	want := map[string][]string{}
	for i := range rows {
		row := &rows[i]
		for kind, ids := range map[string][]string{
			"issn": {row.ISSN}, "wikidata": row.Wikidata, "openalex": row.OpenAlex, "crossref": row.Crossref, "isni": row.PublisherISNI, "ror": row.PublisherROR,
		} {
			for _, id := range ids {
				want[kind+":"+id] = append(want[kind+":"+id], row.ISSN)
			}
		}
		if row.ISSNL != "" {
			want["issn-l:"+row.ISSNL] = append(want["issn-l:"+row.ISSNL], row.ISSN)
		}
	}
	var ids []string
	for id := range want {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i, res := range find(t, r, ids...) {
		var got []string
		for _, row := range res.Rows {
			got = append(got, row.ISSN)
		}
		if diff := cmp.Diff(want[ids[i]], got); diff != "" {
			t.Fatalf("seed %d: %s (-want +got):\n%s", seed, ids[i], diff)
		}
	}
}
