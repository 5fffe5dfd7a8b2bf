package vocab

// GraphBase is the common prefix of the named graphs.
const GraphBase = ISSNBase + "graph/"

// Namespaces of the systems that serials and organizations are linked to.
const (
	WikidataEntity = "http://www.wikidata.org/entity/"
	OpenAlex       = "https://openalex.org/"
	ISNI           = "https://isni.org/isni/"
	ROR            = "https://ror.org/"
	ZDB            = "https://ld.zdb-services.de/resource/"
	SUDOC          = "http://www.sudoc.fr/"
	MatchBasis     = ISSNBase + "vocabularies/MatchBasis#"
	Discrepancy    = ISSNBase + "vocabularies/Discrepancy#"
)

// Terms used by links, holdings and discrepancies in addition to the profile's.
const (
	RDFStatement    = RDF + "Statement"
	RDFSubject      = RDF + "subject"
	RDFPredicate    = RDF + "predicate"
	RDFObject       = RDF + "object"
	OWLVersionInfo  = OWL + "versionInfo"
	SKOSCloseMatch  = SKOS + "closeMatch"
	SKOSAltLabel    = SKOS + "altLabel"
	DCTTitle        = DCT + "title"
	DCTSource       = DCT + "source"
	DCTLicense      = DCT + "license"
	DCTIsReplacedBy = DCT + "isReplacedBy"
	VoIDDataset     = VoID + "Dataset"

	PROVEntity         = PROV + "Entity"
	PROVWasDerivedFrom = PROV + "wasDerivedFrom"
	PROVWasGeneratedBy = PROV + "wasGeneratedBy"
	PROVUsed           = PROV + "used"
	PROVEndedAtTime    = PROV + "endedAtTime"
	PROVWasQuotedFrom  = PROV + "wasQuotedFrom"

	SchemaDataCatalog           = Schema + "DataCatalog"
	SchemaIncludedInDataCatalog = Schema + "includedInDataCatalog"
	SchemaIsAccessibleForFree   = Schema + "isAccessibleForFree"
	SchemaLicense               = Schema + "license"
	SchemaFoundingDate          = Schema + "foundingDate"
	SchemaDissolutionDate       = Schema + "dissolutionDate"
	SchemaDatePublished         = Schema + "datePublished"
	SchemaTransferAction        = Schema + "TransferAction"
	SchemaSender                = Schema + "sender"
	SchemaRecipient             = Schema + "recipient"
	SchemaStartTime             = Schema + "startTime"
	SchemaArchivedAt            = Schema + "archivedAt"
	SchemaDefinedTerm           = Schema + "DefinedTerm"
	SchemaTermCode              = Schema + "termCode"
	SchemaMemberOf              = Schema + "memberOf"
	SchemaConditionsOfAccess    = Schema + "conditionsOfAccess"
	SchemaCountryOfOrigin       = Schema + "countryOfOrigin"
	SchemaMentions              = Schema + "mentions"
	SchemaReport                = Schema + "Report"
)

// Properties of the ISSN Register for links.
const (
	ISSNMatchedBy      = ISSNProp + "matchedBy"
	ISSNMatchedISSN    = ISSNProp + "matchedISSN"
	ISSNCandidate      = ISSNProp + "candidate"
	ISSNScore          = ISSNProp + "score"
	ISSNRow            = ISSNProp + "row"
	ISSNRowsRead       = ISSNProp + "rowsRead"
	ISSNRowsLinked     = ISSNProp + "rowsLinked"
	ISSNRowsRejected   = ISSNProp + "rowsRejected"
	ISSNRowsOutOfScope = ISSNProp + "rowsOutOfScope"
	ISSNHeldYear       = ISSNProp + "heldYear"
	ISSNHeldVolume     = ISSNProp + "heldVolume"

	ISSNPublishedYear    = ISSNProp + "publishedYear"
	ISSNKeptYear         = ISSNProp + "keptYear"
	ISSNKeptByThreeYear  = ISSNProp + "keptByThreeYear"
	ISSNKeptByNobodyYear = ISSNProp + "keptByNobodyYear"
	ISSNInProgressYear   = ISSNProp + "inProgressYear"

	ISSNRecordVersion   = ISSNProp + "recordVersion"
	ISSNWithdrawnAt     = ISSNProp + "withdrawnAt"
	ISSNSharedStatement = ISSNProp + "sharedStatement"
	ISSNControlKey      = ISSNProp + "controlKey"

	ISSNClaimsArchive   = ISSNProp + "claimsArchive"
	ISSNListedIn        = ISSNProp + "listedIn"
	ISSNWithdrawnFrom   = ISSNProp + "withdrawnFrom"
	ISSNDiscrepancyKind = ISSNProp + "discrepancyKind"
	ISSNFound           = ISSNProp + "found"
	ISSNExpected        = ISSNProp + "expected"
	ISSNCorrectedItem   = ISSNProp + "correctedItem"
	ISSNCorrectedField  = ISSNProp + "correctedField"
	ISSNCorrectionOld   = ISSNProp + "correctionOld"
	ISSNCorrectionNew   = ISSNProp + "correctionNew"
)

// MatchBases are the ways in which a link was found, from the strongest evidence to the
// weakest.
var MatchBases = newList(List{
	Name: "MatchBasis", IRI: ISSNBase + "vocabularies/MatchBasis", Local: true,
	Labels: []Label{{"en", "Ways to find links"}, {"fr", "Modes de rapprochement"}},
}, MatchBasis, []entry{
	{code: "CancelledISSN", label: "Cancelled ISSN", french: "ISSN annulé"},
	{code: "ISSN", label: "ISSN", french: "ISSN"},
	{code: "ISSN-L", label: "Linking ISSN", french: "ISSN de liaison"},
	{code: "Identifier", label: "Identifier of an organization", french: "Identifiant d'organisation"},
	{code: "IncorrectISSN", label: "Incorrect ISSN", french: "ISSN incorrect"},
	{code: "Name", label: "Name", french: "Nom"},
})

// Discrepancies are the ways in which the register and another system, or two
// other systems, disagree.
var Discrepancies = newList(List{
	Name: "Discrepancy", IRI: ISSNBase + "vocabularies/Discrepancy", Local: true,
	Labels: []Label{{"en", "Discrepancies"}, {"fr", "Divergences"}},
}, Discrepancy, []entry{
	{code: "cancelled-issn", label: "Cancelled ISSN in use", french: "ISSN annulé utilisé"},
	{code: "dates-contradict", label: "Dates that contradict", french: "Dates contradictoires"},
	{code: "incorrect-issn", label: "Incorrect ISSN in use", french: "ISSN incorrect utilisé"},
	{code: "issn-l-differs", label: "Another ISSN-L", french: "ISSN-L différent"},
	{code: "item-for-several-issn-l", label: "One item for several ISSN-Ls", french: "Un élément pour plusieurs ISSN-L"},
	{code: "listed-and-withdrawn", label: "Listed and withdrawn by the same source", french: "Inscrit et retiré par la même source"},
	{code: "malformed-issn", label: "Text that is no ISSN", french: "Texte qui n'est pas un ISSN"},
	{code: "medium-differs", label: "ISSN of another medium", french: "ISSN d'un autre support"},
	{code: "open-access-contradicts", label: "Open-access claims that contradict", french: "Libre accès contradictoire"},
	{code: "predecessor-issn", label: "ISSN of an earlier or later title", french: "ISSN d'un titre antérieur ou postérieur"},
	{code: "preservation-contradicts", label: "Preservation claims that contradict", french: "Archivage contradictoire"},
	{code: "same-issn-print-online", label: "Print and online ISSN the same", french: "ISSN imprimé et en ligne identiques"},
	{code: "several-items-for-issn-l", label: "Several items for one ISSN-L", french: "Plusieurs éléments pour un ISSN-L"},
	{code: "suppressed-issn", label: "Suppressed ISSN in use", french: "ISSN supprimé utilisé"},
	{code: "title-differs", label: "Titles that do not resemble each other", french: "Titres dissemblables"},
	{code: "unknown-issn", label: "ISSN that is not in the register", french: "ISSN absent du registre"},
	{code: "wrong-check-digit", label: "Wrong check digit", french: "Chiffre de contrôle erroné"},
})

// LinkProperties describes the properties of links, holdings and discrepancies,
// for the server to dereference.
func LinkProperties() []Property {
	return []Property{
		{ISSNMatchedBy, "matched by", "Says by what a link was found: a concept of the list of ways to find links."},
		{ISSNMatchedISSN, "matched ISSN", "Gives the ISSN, as the other system has it, by which a link was found."},
		{ISSNCandidate, "candidate", "Leads to a thing that may be the same, by a likeness of names; it is no identity."},
		{ISSNScore, "score", "Gives the likeness of names, from 0 to 1."},
		{ISSNRow, "row", "Gives the number of the row of a file that a statement comes from, counted from 1."},
		{ISSNRowsRead, "rows read", "Gives the number of rows of a file."},
		{ISSNRowsLinked, "rows linked", "Gives the number of rows of a file that gave a link."},
		{ISSNRowsRejected, "rows rejected", "Gives the number of rows of a file that are wrong."},
		{ISSNRowsOutOfScope, "rows out of scope", "Gives the number of rows of a file that say nothing about a serial of the register."},
		{ISSNHeldYear, "held year", "Gives a year of publication of which an archive holds something."},
		{ISSNHeldVolume, "held volume", "Gives a volume, or a range of volumes, that an archive holds."},
		{ISSNPublishedYear, "published year", "Gives a year in which a serial was published, by its record."},
		{ISSNKeptYear, "kept year", "Gives a year of publication of which any archive holds something."},
		{ISSNKeptByThreeYear, "year kept by three", "Gives a year of publication of which three archives or more hold something."},
		{ISSNKeptByNobodyYear, "year kept by nobody", "Gives a year of publication of which no archive holds anything."},
		{ISSNInProgressYear, "year in progress", "Gives a year of publication that archives are only taking in."},
		{ISSNRecordVersion, "record version", "Gives the time of the last transaction of a record, to a tenth of a second, as its field 005 has it."},
		{ISSNWithdrawnAt, "withdrawn at", "Gives the time at which the record of an ISSN was deleted from the register."},
		{ISSNSharedStatement, "shared statement", "Gives a statement of a record, in N-Quads, about a thing that other records describe too."},
		{ISSNControlKey, "control key", "Gives what identifies a record whatever its ISSN: the code of the agency (field 003) and its control number (001)."},
		{ISSNClaimsArchive, "claims archive", "Leads to an archive that another system says preserves a serial."},
		{ISSNListedIn, "listed in", "Leads to a list of serials that a system says a serial is in."},
		{ISSNWithdrawnFrom, "withdrawn from", "Leads to a list of serials that a serial was withdrawn from."},
		{ISSNDiscrepancyKind, "kind of discrepancy", "Says in what a system and the register disagree."},
		{ISSNFound, "found", "Gives what a system says."},
		{ISSNExpected, "expected", "Gives what the register, or another system, says instead."},
		{ISSNCorrectedItem, "corrected item", "Names the item that a correction changes."},
		{ISSNCorrectedField, "corrected field", "Names the field that a correction changes."},
		{ISSNCorrectionOld, "old value", "Gives the value that a correction removes."},
		{ISSNCorrectionNew, "new value", "Gives the value that a correction adds."},
	}
}
