package mapping_test

import (
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/vocab"

	"golang.org/x/text/unicode/norm"
)

// profile holds the classes and properties that the profile has, by prefix.
var profile = func() map[string]bool {
	terms := map[string]string{
		vocab.RDF:  "type value",
		vocab.RDFS: "label",
		vocab.BF: "Work Instance Identifier Issn IssnL Coden Title KeyTitle AbbreviatedTitle ParallelTitle VariantTitle Tactile " +
			"Note ClassificationUdc ClassificationDdc carrier classification content hasReproduction identifiedBy mainTitle media " +
			"note noteType provisionActivityStatement title variantType translationOf status electronicLocator absorbed absorbedBy " +
			"continuedBy continuedInPartBy continues continuesInPart hasSubseries issuedWith mergedToForm mergerOf otherEdition " +
			"otherPhysicalFormat precededBy replacedBy replacementOf separatedFrom splitInto subseriesOf supplement supplementTo translation",
		vocab.BFLC:     "indexedIn",
		vocab.BFMARC:   "regularity reproductionNote",
		vocab.BFREL:    "isb",
		vocab.BIBO:     "issn",
		vocab.DC:       "format identifier relation",
		vocab.DCT:      "accrualPeriodicity hasPart isFormatOf isPartOf isVersionOf modified spatial temporal type",
		vocab.DCType:   "Text",
		vocab.ISSNProp: "hasCancelledISSN hasCancelledISSN-L hasIncorrectISSN cancelledInFavorOf",
		vocab.M2100X:   "M00806 M008CR22 M008CR23 M008CR33",
		vocab.M213XX:   "M3620_a M3620_z M3621_a M3621_z",
		vocab.PROV:     "Activity generated startedAtTime wasAssociatedWith wasAttributedTo",
		vocab.Schema: "Periodical CreativeWork Organization PublicationEvent Place GeoCoordinates ArchiveComponent ArchiveOrganization " +
			"Dataset BookSeries WebSite Atlas Map AudioObject VideoObject Newspaper about abstract addressCountry alternateName citation " +
			"contributor creativeWorkStatus dateModified description endDate geo hasPart holdingArchive identifier inLanguage isPartOf issn " +
			"keywords latitude location longitude mainEntity name parentOrganization publication publishedBy publisher sameAs startDate " +
			"subjectOf temporalCoverage translationOfWork url workTranslation",
	}
	m := map[string]bool{}
	for namespace, names := range terms {
		for name := range strings.FieldsSeq(names) {
			m[namespace+name] = true
		}
	}
	return m
}()

// checkTerms fails the test for a quad that is not well formed or not of the
// profile.
func checkTerms(t testing.TB, q rdf.Quad) {
	t.Helper()
	if !profile[q.P.Value()] {
		t.Errorf("property is not in the profile: %s", q)
	}
	if q.P.Value() == vocab.RDFType && !profile[q.O.Value()] {
		t.Errorf("class is not in the profile: %s", q)
	}
	if g := q.G.Value(); g != vocab.GraphFree && g != vocab.GraphFull {
		t.Errorf("graph: %s", q)
	}
	for _, term := range []rdf.Term{q.S, q.P, q.O, q.G} {
		switch term.Kind() {
		case rdf.KindIRI:
			if err := rdf.CheckIRI(term.Value()); err != nil || strings.ContainsAny(term.Value(), "[]") || strings.Count(term.Value(), "#") > 1 {
				if !strings.HasPrefix(term.Value(), vocab.ISO3166) || err != nil {
					t.Errorf("IRI: %v: %s", err, q)
				}
			}
		case rdf.KindLiteral:
			checkLiteral(t, term, q)
		case rdf.KindBlankNode:
			if !rdf.IsLabel(term.Value()) {
				t.Errorf("label: %s", q)
			}
		default:
			t.Errorf("kind of term: %s", q)
		}
	}
}

func checkLiteral(t testing.TB, term rdf.Term, q rdf.Quad) {
	t.Helper()
	v := term.Value()
	if v == "" || strings.TrimSpace(v) != v || strings.Contains(v, "  ") || !norm.NFC.IsNormalString(v) {
		t.Errorf("text is not clean: %s", q)
	}
	for _, r := range v {
		if r < ' ' || 0x7f <= r && r < 0xa0 {
			t.Errorf("control character: %s", q)
		}
	}
	if l := term.Language(); l != "" && !rdf.IsLanguage(l) {
		t.Errorf("language tag: %s", q)
	}
}

// atMost are the greatest numbers of values that the profile allows: for the
// serial itself, for a part by the start of its fragment, and for shared nodes.
var atMost = map[string]map[string]int{
	"": {
		vocab.BFMainTitle: 1, vocab.BFMARCRegularity: 1, vocab.BIBOISSN: 1, vocab.DCIdentifier: 1, vocab.SchemaISSN: 1,
		vocab.DCTAccrualPeriodicity: 1, vocab.DCTSpatial: 2, vocab.DCTType: 1, vocab.M21PublicationStatus: 1,
		vocab.M21OriginalForm: 1, vocab.M21Form: 1, vocab.M21TitleScript: 1, vocab.SchemaStartDate: 1, vocab.SchemaEndDate: 1,
		vocab.SchemaName: 2, vocab.SchemaIsPartOf: 2, vocab.BFMergedToForm: 1,
	},
	"Record":                      {vocab.DCTModified: 1, vocab.SchemaMainEntity: 1, vocab.PROVWasAttributedTo: 1, vocab.BFStatus: 1, vocab.RDFType: 1},
	"RecordCreation":              {vocab.PROVStartedAtTime: 1, vocab.PROVWasAssociatedWith: 1},
	"ISSN":                        {vocab.RDFValue: 1, vocab.BFStatus: 1, vocab.RDFType: 1},
	"ISSN-L":                      {vocab.RDFValue: 1, vocab.BFStatus: 1, vocab.RDFType: 1},
	"KeyTitle":                    {vocab.RDFValue: 1, vocab.BFMainTitle: 1, vocab.BFTranslationOf: 1},
	"AbbreviatedKeyTitle":         {vocab.RDFValue: 1, vocab.BFMainTitle: 1, vocab.BFTranslationOf: 1},
	"EarliestPublicationEvent":    {vocab.SchemaLocation: 1, vocab.SchemaPublishedBy: 1, vocab.DCTTemporal: 1},
	"InterveningPublicationEvent": {vocab.SchemaLocation: 1, vocab.SchemaPublishedBy: 1, vocab.DCTTemporal: 1},
	"LatestPublicationEvent":      {vocab.SchemaLocation: 1, vocab.SchemaPublishedBy: 1, vocab.DCTTemporal: 1},
	"ReferencePublicationEvent":   {vocab.SchemaLocation: 2},
	"PublicationPlace-":           {vocab.RDFSLabel: 1, vocab.SchemaSameAs: 1, vocab.SchemaGeo: 1, vocab.SchemaLatitude: 1, vocab.SchemaLongitude: 1},
	"Publisher-":                  {vocab.SchemaName: 1, vocab.SchemaAlternateName: 1, vocab.RDFType: 1},
	"IssuingBody-":                {vocab.SchemaName: 1, vocab.SchemaAlternateName: 1, vocab.SchemaParentOrganization: 1, vocab.RDFType: 1},
	"WebArchive-":                 {vocab.SchemaName: 1},
}

// checkCounts fails the test where a record states more values than the profile
// allows.
func checkCounts(t testing.TB, res mapping.Result) {
	t.Helper()
	type key struct{ s, p rdf.Term }
	counts := map[key]int{}
	for _, q := range res.Quads {
		counts[key{q.S, q.P}]++
	}
	self := res.ISSN.IRI()
	for k, n := range counts {
		rest, ok := strings.CutPrefix(k.s.Value(), self)
		if !ok {
			continue
		}
		limits := atMost[kindOfPart(strings.TrimPrefix(rest, "#"))]
		if limit, ok := limits[k.p.Value()]; ok && n > limit {
			t.Errorf("%s: %s has %d of %s, at most %d", res.ISSN, k.s, n, k.p, limit)
		}
	}
}

// kindOfPart returns the key of atMost for a fragment.
func kindOfPart(fragment string) string {
	if i := strings.IndexByte(fragment, '-'); i >= 0 && atMost[fragment[:i+1]] != nil {
		return fragment[:i+1]
	}
	return strings.TrimRight(fragment, "0123456789")
}
