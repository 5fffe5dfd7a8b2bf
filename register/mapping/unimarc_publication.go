package mapping

import (
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
)

// statement reads a publication statement: first indicator 0 is an intervening
// publisher, 1 the current one.
func (r *readerUNI) statement(f *marc.Field) {
	if r.isOriginal(f) {
		return
	}
	r.s.statements = addUnique(r.s.statements, join(f, "acdegh"))
	if g := r.counterpart(f); g != nil {
		r.s.statements = addUnique(r.s.statements, join(g, "acdegh"))
	}
	if f.Tag == "214" && f.Ind2 != '0' && f.Ind2 != ' ' && f.Ind2 != 0 {
		return // production, distribution, manufacture, copyright
	}
	p := place{slot: earliest, field: f}
	switch f.Ind1 {
	case '0':
		p.slot = intervening
	case '1':
		p.slot = latest
	}
	r.events = append(r.events, p)
}

func (r *readerUNI) publication() {
	settle(r.events, r.event)
	r.s.setCountries()
}

func (r *readerUNI) event(slot slot, f *marc.Field) {
	g, script := r.original(f)
	e := event{slot: slot, temporal: heading(join(f, "d"))}
	r.s.addEvent(&e, f, g, script, 'a', 'c')
}

// body reads a corporate body and its units ($b). $o is its ISNI.
func (r *readerUNI) body(f *marc.Field) {
	if r.isOriginal(f) {
		return
	}
	if isProducer(f, 0) {
		r.s.identify(heading(f.First('a')), identities(f, "o"))
		return
	}
	counterpart, script := r.original(f)
	r.s.identifyBody(r.s.addHeading(f, counterpart, script, 'b'), identities(f, "o"))
}

// link reads a linking entry with its ISSN in $x or in an embedded field 011.
func (r *readerUNI) link(f *marc.Field) {
	props, ok := linksOfUNIMARC[f.Tag]
	if !ok {
		return
	}
	r.s.beginLink(props)
	embedded := ""
	for _, sf := range f.Subfields {
		switch {
		case sf.Code == '1': // the embedded field begins with its tag
			embedded = prefix(sf.Value, 3)
		case sf.Code == 'x', sf.Code == 'a' && embedded == "011":
			r.s.addLink(props, sf.Value, f.Tag)
		}
	}
}

// linksOfUNIMARC are the links by tag.
var linksOfUNIMARC = map[string][]rdf.Term{
	"410": linkSubseriesOf, "411": linkHasSubseries,
	"421": linkSupplement, "422": linkSupplementTo, "423": linkIssuedWith, "424": linkRelation, "425": linkRelation,
	"430": linkContinues, "431": linkContinuesInPart, "432": linkReplacementOf, "433": linkReplacementOf,
	"434": linkAbsorbed, "435": linkAbsorbed, "436": linkMergerOf, "437": linkSeparatedFrom,
	"440": linkContinuedBy, "441": linkContinuedInPartBy, "442": linkReplacedBy, "443": linkReplacedBy,
	"444": linkAbsorbedBy, "445": linkAbsorbedBy, "446": linkSplitInto, "447": linkMergedToForm, "448": linkContinuedBy,
	"451": linkOtherEdition, "452": linkOtherFormat, "453": linkTranslation, "454": linkTranslationOf,
	"455": linkOtherFormat, "456": linkOtherFormat, "488": linkRelation,
}
