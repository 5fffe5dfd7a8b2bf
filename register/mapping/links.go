package mapping

import (
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// properties makes a list of terms.
func properties(iris ...string) []rdf.Term {
	terms := make([]rdf.Term, len(iris))
	for i, iri := range iris {
		terms[i] = rdf.NewIRI(iri)
	}
	return terms
}

// Properties of links between serials. Each is stated by a property of BIBFRAME
// and by one of Dublin Core or schema.org.
var (
	linkSubseriesOf       = properties(vocab.BFSubseriesOf, vocab.DCTIsPartOf)
	linkHasSubseries      = properties(vocab.BFHasSubseries, vocab.DCTHasPart)
	linkTranslationOf     = properties(vocab.BFTranslationOf, vocab.SchemaTranslationOfWork)
	linkTranslation       = properties(vocab.BFTranslation, vocab.SchemaWorkTranslation)
	linkSupplement        = properties(vocab.BFSupplement, vocab.DCRelation)
	linkSupplementTo      = properties(vocab.BFSupplementTo, vocab.DCRelation)
	linkOtherEdition      = properties(vocab.BFOtherEdition, vocab.DCTIsVersionOf)
	linkOtherFormat       = properties(vocab.BFOtherPhysicalFormat, vocab.DCTIsFormatOf)
	linkIssuedWith        = properties(vocab.BFIssuedWith, vocab.DCRelation)
	linkRelation          = properties(vocab.DCRelation)
	linkCitation          = properties(vocab.SchemaCitation)
	linkPrecededBy        = properties(vocab.BFPrecededBy, vocab.DCRelation)
	linkContinues         = properties(vocab.BFContinues, vocab.DCRelation)
	linkContinuesInPart   = properties(vocab.BFContinuesInPart, vocab.DCRelation)
	linkReplacementOf     = properties(vocab.BFReplacementOf, vocab.DCRelation)
	linkMergerOf          = properties(vocab.BFMergerOf, vocab.DCRelation)
	linkAbsorbed          = properties(vocab.BFAbsorbed, vocab.DCRelation)
	linkSeparatedFrom     = properties(vocab.BFSeparatedFrom, vocab.DCRelation)
	linkContinuedBy       = properties(vocab.BFContinuedBy, vocab.DCRelation)
	linkContinuedInPartBy = properties(vocab.BFContinuedInPartBy, vocab.DCRelation)
	linkReplacedBy        = properties(vocab.BFReplacedBy, vocab.DCRelation)
	linkAbsorbedBy        = properties(vocab.BFAbsorbedBy, vocab.DCRelation)
	linkSplitInto         = properties(vocab.BFSplitInto, vocab.DCRelation)
	linkMergedToForm      = properties(vocab.BFMergedToForm, vocab.DCRelation)
)

// linksByTag are the links decided by the tag alone. 770 points to a supplement of this
// serial and 772 to its parent, as in MARC and BIBFRAME; the profile has swapped them.
var linksByTag = map[string][]rdf.Term{
	"760": linkSubseriesOf, "762": linkHasSubseries, "765": linkTranslationOf, "767": linkTranslation,
	"770": linkSupplement, "772": linkSupplementTo, "775": linkOtherEdition, "776": linkOtherFormat,
	"777": linkIssuedWith, "787": linkRelation,
}

// preceding and succeeding are the links of 780 and 785 by second indicator.
var (
	preceding = [...][]rdf.Term{
		linkContinues, linkContinuesInPart, linkReplacementOf, linkReplacementOf,
		linkMergerOf, linkAbsorbed, linkAbsorbed, linkSeparatedFrom,
	}
	succeeding = [...][]rdf.Term{
		linkContinuedBy, linkContinuedInPartBy, linkReplacedBy, linkReplacedBy,
		linkAbsorbedBy, linkAbsorbedBy, linkSplitInto, linkMergedToForm, linkContinuedBy,
	}
)

// link reads a linking entry. Links without an ISSN are left out: the profile requires
// a resource of the register.
func (r *reader21) link(f *marc.Field) {
	props := linksByTag[f.Tag]
	i := int(f.Ind2) - '0'
	switch f.Tag {
	case "780":
		props = linkPrecededBy
		if 0 <= i && i < len(preceding) {
			props = preceding[i]
		}
	case "785":
		props = linkRelation
		if 0 <= i && i < len(succeeding) {
			props = succeeding[i]
		}
	}
	r.s.beginLink(props)
	for x := range f.All('x') {
		r.s.addLink(props, x, f.Tag)
	}
}

// beginLink records where the links of a field begin, so that the last field for a
// merger counts even if it has no ISSN.
func (s *serial) beginLink(properties []rdf.Term) {
	if properties[0] == linkMergedToForm[0] {
		s.lastMerger = len(s.links)
	}
}

// settleMerger keeps only the last field's link to a merger: that serial resulted from
// it, and the others are the ones this serial was merged with. They remain related, as
// does a second ISSN in the last field.
func (s *serial) settleMerger() {
	kept := false
	for i := range s.links {
		if s.links[i].properties[0] != linkMergedToForm[0] {
			continue
		}
		if i < s.lastMerger || kept {
			s.links[i].properties = linkRelation
		} else {
			kept = true
		}
	}
}

// settleIncorrect removes from the incorrect ISSNs those that a link of the record
// names: they are numbers of other serials, mostly of the same title in another medium,
// and not errors. Nor is the serial's own number an error.
func (s *serial) settleIncorrect() {
	s.incorrect = slices.DeleteFunc(s.incorrect, func(text string) bool {
		n, err := issn.Parse(text)
		if err != nil {
			return false
		}
		return n == s.issn || slices.ContainsFunc(s.links, func(l link) bool {
			return l.target == n && l.properties[0] != linkCitation[0]
		})
	})
}
