package vocab

// Terms of Dublin Core, BIBO, PROV and SKOS that the profile uses.
const (
	BIBOISSN              = BIBO + "issn"
	DCFormat              = DC + "format"
	DCIdentifier          = DC + "identifier"
	DCRelation            = DC + "relation"
	DCTAccrualPeriodicity = DCT + "accrualPeriodicity"
	DCTConformsTo         = DCT + "conformsTo"
	DCTFormat             = DCT + "format"
	DCTHasPart            = DCT + "hasPart"
	DCTIsFormatOf         = DCT + "isFormatOf"
	DCTIsPartOf           = DCT + "isPartOf"
	DCTIsVersionOf        = DCT + "isVersionOf"
	DCTModified           = DCT + "modified"
	DCTSpatial            = DCT + "spatial"
	DCTTemporal           = DCT + "temporal"
	DCTType               = DCT + "type"
	DCTypeText            = DCType + "Text"
	PROVActivity          = PROV + "Activity"
	PROVGenerated         = PROV + "generated"
	PROVStartedAtTime     = PROV + "startedAtTime"
	PROVWasAssociatedWith = PROV + "wasAssociatedWith"
	PROVWasAttributedTo   = PROV + "wasAttributedTo"
	SKOSConcept           = SKOS + "Concept"
	SKOSConceptScheme     = SKOS + "ConceptScheme"
	SKOSPrefLabel         = SKOS + "prefLabel"
	SKOSNotation          = SKOS + "notation"
	SKOSInScheme          = SKOS + "inScheme"
	SKOSTopConceptOf      = SKOS + "topConceptOf"
	SKOSHasTopConcept     = SKOS + "hasTopConcept"
	SKOSExactMatch        = SKOS + "exactMatch"
	SKOSBroadMatch        = SKOS + "broadMatch"
	OWLDeprecated         = OWL + "deprecated"
)

// Properties of the MARC 21 elements vocabulary that the profile uses.
const (
	M21PublicationStatus = M2100X + "M00806"
	M21OriginalForm      = M2100X + "M008CR22"
	M21Form              = M2100X + "M008CR23"
	M21TitleScript       = M2100X + "M008CR33"
	M21Dates             = M213XX + "M3620_a"
	M21DatesSource       = M213XX + "M3620_z"
	M21DatesNote         = M213XX + "M3621_a"
	M21DatesNoteSource   = M213XX + "M3621_z"
)

// Properties of the ISSN Register.
const (
	ISSNHasCancelledISSN  = ISSNProp + "hasCancelledISSN"
	ISSNHasCancelledISSNL = ISSNProp + "hasCancelledISSN-L"
	ISSNHasIncorrectISSN  = ISSNProp + "hasIncorrectISSN"
	ISSNCancelledInFavor  = ISSNProp + "cancelledInFavorOf"
)

// Property is an RDF property of the ISSN Register with its meaning.
type Property struct {
	IRI, Label, Comment string
}

// ISSNProperties describes the properties of the ISSN Register, for the server
// to dereference.
func ISSNProperties() []Property {
	return append([]Property{
		{ISSNCancelledInFavor, "cancelled in favor of", "Leads from a cancelled ISSN to an ISSN that replaces it."},
		{ISSNHasCancelledISSN, "has cancelled ISSN", "Leads from an ISSN to an ISSN that was cancelled in its favor."},
		{ISSNHasCancelledISSNL, "has cancelled ISSN-L", "Gives a former linking ISSN of a serial."},
		{ISSNHasIncorrectISSN, "has incorrect ISSN", "Gives a wrong ISSN that is or was displayed on a serial."},
	}, LinkProperties()...)
}

// Terms of the Alternate Representations data model, which lists the profiles and media
// types of a resource (W3C Content Negotiation by Profile, section 6).
const (
	// AltrProfile is the profile of such a list.
	AltrProfile                  = "http://www.w3.org/ns/dx/connegp/altr"
	AltrRepresentation           = Altr + "Representation"
	AltrHasRepresentation        = Altr + "hasRepresentation"
	AltrHasDefaultRepresentation = Altr + "hasDefaultRepresentation"
)
