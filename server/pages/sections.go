package pages

import "github.com/issn-ld/issn-ld/vocab"

// preservationHeading is that of the section with the holdings of archives.
const preservationHeading = "Preservation"

// pageSections orders the properties of the profile as a cataloguer reads a
// record. A property that is not listed appears in the last section.
var pageSections = expandSections([]pageSection{
	{"Identification", []string{
		"schema:issn", "schema:isPartOf", "schema:hasPart", "bf:identifiedBy", "dc:format", "schema:url", "rdf:type", "dct:type",
		"issnprop:hasCancelledISSN", "issnprop:cancelledInFavorOf", "issnprop:hasCancelledISSN-L", "issnprop:hasIncorrectISSN",
	}},
	{"Titles", []string{"bf:mainTitle", "schema:name", "schema:alternateName", "bf:title"}},
	{"Publication", []string{
		"schema:startDate", "schema:endDate", "dct:accrualPeriodicity", "bfmarc:regularity", "dct:spatial", "schema:inLanguage",
		"schema:publisher", "schema:publication", "bf:provisionActivityStatement", "bfrel:isb", "schema:contributor", "bf:hasReproduction",
		"bfmarc:reproductionNote",
	}},
	{"Subjects", []string{"schema:about", "schema:keywords", "bf:classification"}},
	{"Related serials", []string{
		"bf:continues", "bf:continuesInPart", "bf:precededBy", "bf:mergerOf", "bf:absorbed", "bf:separatedFrom", "bf:replacementOf",
		"bf:continuedBy", "bf:continuedInPartBy", "bf:succeededBy", "bf:mergedToForm", "bf:absorbedBy", "bf:splitInto", "bf:replacedBy",
		"bf:otherPhysicalFormat", "bf:otherEdition", "bf:supplement", "bf:supplementTo", "bf:issuedWith", "bf:hasSeries", "bf:hasSubseries",
		"bf:subseriesOf", "bf:translation", "bf:translationOf", "bflc:indexedIn",
	}},
	{preservationHeading, []string{"schema:subjectOf"}},
})

// pageSection is a section of a page and the properties that it shows.
type pageSection struct {
	heading    string
	properties []string
}

// sectioned has the properties that have a place in pageSections.
var sectioned = propertiesOf(pageSections)

// expandSections gives the properties their IRIs.
func expandSections(sections []pageSection) []pageSection {
	for _, ps := range sections {
		for i, name := range ps.properties {
			ps.properties[i] = vocab.Expand(name)
		}
	}
	return sections
}

func propertiesOf(sections []pageSection) map[string]bool {
	all := make(map[string]bool)
	for _, ps := range sections {
		for _, property := range ps.properties {
			all[property] = true
		}
	}
	return all
}
