package jsonld

import "github.com/issn-ld/issn-ld/vocab"

// issnContextIRIs are the addresses under which the ISSN context is referred
// to by published documents.
var issnContextIRIs = []string{
	"https://raw.githubusercontent.com/sparna-git/issn-jsonld-context/main/issn-jsonld-context.json",
	"https://portal.issn.org/issn-jsonld-context.json",
	"http://issn.org/contexts/issn.jsonld",
}

// schemaContextIRIs are the addresses of the context of schema.org.
var schemaContextIRIs = []string{
	"https://schema.org", "https://schema.org/", "http://schema.org", "http://schema.org/",
	"https://schema.org/docs/jsonldcontext.json", "https://schema.org/docs/jsonldcontext.jsonld",
}

// The terms of the ISSN context by the kind of their values. A term stands for
// the property of the same local name in the namespace; those that clash carry
// the prefix.
var (
	issnResourceTerms = map[string]string{
		"bf": "carrier classification content hasReproduction media note title status absorbed absorbedBy continuedBy " +
			"continuedInPartBy continues continuesInPart hasSubseries hasSeries issuedWith mergedToForm mergerOf otherEdition " +
			"otherPhysicalFormat precededBy replacedBy replacementOf separatedFrom splitInto subseriesOf supplement supplementTo " +
			"translation translationOf",
		"bflc":     "indexedIn",
		"bfmarc":   "regularity",
		"bfrel":    "isb",
		"dc":       "format relation",
		"dct":      "accrualPeriodicity spatial isFormatOf",
		"issnprop": "hasCancelledISSN cancelledInFavorOf",
		"m2100X":   "M00806 M008CR22 M008CR23 M008CR33",
		"prov":     "generated wasAssociatedWith wasAttributedTo",
		"schema": "about contributor inLanguage isPartOf hasPart publication publisher subjectOf translationOfWork workTranslation " +
			"citation mainEntity location publishedBy sameAs geo parentOrganization address contactPoint holdingArchive",
	}
	issnStringTerms = map[string]string{
		"bf":       "mainTitle provisionActivityStatement variantType noteType",
		"bfmarc":   "reproductionNote",
		"dc":       "identifier",
		"dct":      "temporal",
		"issnprop": "hasCancelledISSN-L hasIncorrectISSN",
		"m213XX":   "M3620_a M3620_z M3621_a M3621_z",
		"rdf":      "value",
		"rdfs":     "label",
		"schema": "alternateName endDate keywords name startDate url addressCountry logo telephone email faxNumber contactType " +
			"streetAddress addressLocality creativeWorkStatus description abstract temporalCoverage",
	}
)

// ISSNContext returns the context of the ISSN Register: the terms that the ISSN
// Portal gives its JSON-LD in. It differs from the published file where that
// names what does not exist or gives a literal type to a link: hasCancelledISSN
// and cancelledInFavorOf are links, versionOf is dct:isVersionOf, the fields
// 362 are in m213XX, electronicLocator and citation occur once.
func ISSNContext() map[string]any {
	c := map[string]any{"id": "@id", "type": "@type"}
	for _, p := range vocab.Prefixes() {
		c[p.Name] = p.IRI
	}
	delete(c, "media") // a term of this context
	c["medium"] = vocab.Medium
	c["resource"] = vocab.Resource
	c["formofmaterial"] = vocab.M21 + "formofmaterial#"
	c["archive"] = vocab.ISSNBase + "archive#"

	addTerms(c, issnResourceTerms, "@id")
	addTerms(c, issnStringTerms, "xsd:string")
	term := func(name, iri, valueType string) {
		c[name] = map[string]any{"@id": iri, "@type": valueType}
	}
	term("identifiedBy", "bf:identifiedBy", "@id")
	c["identifiedBy"].(map[string]any)["@container"] = "@id"
	term("type_dct", "dct:type", "@id")
	term("issn_bibo", "bibo:issn", "xsd:string")
	term("issn_schema", "schema:issn", "xsd:string")
	term("versionOf", "dct:isVersionOf", "@id")
	term("electronicLocator", "bf:electronicLocator", "@id")
	term("modified", "dct:modified", "xsd:date")
	term("dateModified", "schema:dateModified", "xsd:date")
	term("latitude", "schema:latitude", "xsd:decimal")
	term("longitude", "schema:longitude", "xsd:decimal")
	c["generatedBy"] = map[string]any{"@reverse": "prov:generated", "@type": "@id"}
	c["mainEntityOf"] = map[string]any{"@reverse": "schema:mainEntity", "@type": "@id"}
	return c
}

func addTerms(c map[string]any, terms map[string]string, valueType string) {
	for prefix, names := range terms {
		for _, name := range fields(names) {
			c[name] = map[string]any{"@id": prefix + ":" + name, "@type": valueType}
		}
	}
}

// schemaLinks are the properties of schema.org whose values are IRIs even
// where a document writes a plain string.
const schemaLinks = "url sameAs image logo license additionalType mainEntityOfPage contentUrl thumbnailUrl " +
	"discussionUrl isBasedOn codeRepository downloadUrl embedUrl installUrl paymentUrl relatedLink replyToUrl " +
	"acquireLicensePage usageInfo publishingPrinciples significantLink target targetUrl"

// schemaDates are the properties of schema.org whose values are dates.
const schemaDates = "startDate endDate dateCreated dateModified datePublished birthDate deathDate foundingDate " +
	"dissolutionDate expires validFrom validThrough"

// schemaContext is the part of the context of schema.org that data about
// serials and organisations uses: every name is in its vocabulary, links are
// IRIs, dates are dates.
func schemaContext() map[string]any {
	c := map[string]any{
		"id": "@id", "type": "@type", "@vocab": vocab.Schema,
		"schema": vocab.Schema, "rdf": vocab.RDF, "rdfs": vocab.RDFS, "xsd": vocab.XSD,
	}
	for _, name := range fields(schemaLinks) {
		c[name] = map[string]any{"@id": "schema:" + name, "@type": "@id"}
	}
	for _, name := range fields(schemaDates) {
		c[name] = map[string]any{"@id": "schema:" + name, "@type": "schema:Date"}
	}
	return c
}
