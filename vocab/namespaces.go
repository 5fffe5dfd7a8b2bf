package vocab

import "slices"

// Namespaces of the ISSN profile, and of the vocabularies that it builds on.
const (
	BF      = "http://id.loc.gov/ontologies/bibframe/"
	BFLC    = "http://id.loc.gov/ontologies/bflc/"
	BFMARC  = "http://bibfra.me/vocab/marc/"
	BFREL   = "http://id.loc.gov/vocabulary/relators/"
	BIBO    = "http://purl.org/ontology/bibo/"
	DC      = "http://purl.org/dc/elements/1.1/"
	DCAM    = "http://purl.org/dc/dcam/"
	DCT     = "http://purl.org/dc/terms/"
	DCType  = "http://purl.org/dc/dcmitype/"
	Freq    = "http://purl.org/cld/freq/"
	GN      = "http://www.geonames.org/ontology#"
	M2100X  = "http://marc21rdf.info/elements/00X/"
	M213XX  = "http://marc21rdf.info/elements/3XX/"
	M21     = "http://marc21rdf.info/terms/"
	PROV    = "http://www.w3.org/ns/prov#"
	Schema  = "http://schema.org/"
	SKOS    = "http://www.w3.org/2004/02/skos/core#"
	VoID    = "http://rdfs.org/ns/void#"
	DCAT    = "http://www.w3.org/ns/dcat#"
	Altr    = "http://www.w3.org/ns/dx/connegp/altr#"
	FOAF    = "http://xmlns.com/foaf/0.1/"
	SHACL   = "http://www.w3.org/ns/shacl#"
	SD      = "http://www.w3.org/ns/sparql-service-description#"
	UDC     = "http://udcdata.info/"
	LOC     = "http://id.loc.gov/vocabulary/"
	ISO3166 = "https://www.iso.org/obp/ui/#iso:code:3166:"
)

// Namespaces of the ISSN Register.
const (
	ISSNBase     = "http://issn.org/"
	Resource     = ISSNBase + "resource/"
	ISSNProp     = ISSNBase + "vocabularies/properties/"
	IDStatus     = ISSNBase + "vocabularies/IdentifierStatus#"
	RecordStatus = ISSNBase + "vocabularies/RecordStatus#"
	Medium       = ISSNBase + "vocabularies/Medium#"
	ISSNCentre   = ISSNBase + "organization/ISSNCenter#"
	Keeper       = ISSNBase + "organization/keepers#"
)

// Named graphs of the register.
const (
	GraphFree = ISSNBase + "graph/register/free"
	GraphFull = ISSNBase + "graph/register/full"
	// GraphState holds the store's own notes about records: their versions, withdrawals
	// and statements about shared things.
	GraphState = ISSNBase + "graph/register/state"
)

// Prefix is a namespace with the short name that the profile gives it.
type Prefix struct {
	Name, IRI string
}

// Prefixes lists the prefixes of the profile, and of SKOS, in the order of names.
func Prefixes() []Prefix { return slices.Clone(prefixes[:]) }

var prefixes = [...]Prefix{
	{"bf", BF},
	{"bflc", BFLC},
	{"bfmarc", BFMARC},
	{"bfrel", BFREL},
	{"bibo", BIBO},
	{"countries", LOC + "countries/"},
	{"dc", DC},
	{"dcam", DCAM},
	{"dct", DCT},
	{"dctype", DCType},
	{"gn", GN},
	{"idStatus", IDStatus},
	{"issnCenter", ISSNCentre},
	{"issnprop", ISSNProp},
	{"keepers", Keeper},
	{"m2100X", M2100X},
	{"m213XX", M213XX},
	{"m21terms", M21},
	{"media", Medium},
	{"prov", PROV},
	{"rdf", RDF},
	{"rdfs", RDFS},
	{"recordStatus", RecordStatus},
	{"schema", Schema},
	{"skos", SKOS},
	{"xsd", XSD},
}
