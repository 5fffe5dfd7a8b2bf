package vocab

// ISSNCentres are the centres of the ISSN network named in public records. In IRIs an
// underscore precedes a code of one character, as on the ISSN Portal: MARC 022 $2 "1"
// is ISSNCenter#_1. Match is the country.
//
// The network publishes no table of codes. The portal names the Polish centre beside
// its code; the others are inferred from the countries of the serials described by
// records with the code (for Costa Rica, Indonesia, Italy, Serbia and Switzerland from
// only a few records). A code missing here is not an error.
var ISSNCentres = withCountries(newList(List{
	Name: "ISSNCenter", IRI: ISSNBase + "organization/ISSNCenter", Local: true,
	Labels: []Label{{"en", "ISSN Centres"}, {"fr", "Centres ISSN"}},
}, ISSNCentre, []entry{
	{code: "22", label: "ISSN National Centre for China", french: "Centre national ISSN de Chine"},
	{code: "39", label: "ISSN National Centre for Costa Rica", french: "Centre national ISSN du Costa Rica"},
	{code: "40", label: "ISSN National Centre for Switzerland", french: "Centre national ISSN de Suisse"},
	{code: "57", label: "ISSN National Centre for Poland", french: "Centre national ISSN de Pologne"},
	{code: "76", label: "ISSN National Centre for the Russian Federation", french: "Centre national ISSN de la Fédération de Russie"},
	{code: "_0", label: "ISSN International Centre", french: "Centre international de l'ISSN"},
	{code: "_1", label: "ISSN National Centre for the United States of America", french: "Centre national ISSN des États-Unis d'Amérique"},
	{code: "_2", label: "ISSN National Centre for the United Kingdom", french: "Centre national ISSN du Royaume-Uni"},
	{code: "_4", label: "ISSN National Centre for Canada", french: "Centre national ISSN du Canada"},
	{code: "_6", label: "ISSN National Centre for Germany", french: "Centre national ISSN d'Allemagne"},
	{code: "_7", label: "ISSN National Centre for France", french: "Centre national ISSN de France"},
	{code: "_d", label: "ISSN National Centre for Italy", french: "Centre national ISSN d'Italie"},
	{code: "_j", label: "ISSN National Centre for the Netherlands", french: "Centre national ISSN des Pays-Bas"},
	{code: "b1", label: "ISSN National Centre for Serbia", french: "Centre national ISSN de Serbie"},
	{code: "p1", label: "ISSN National Centre for Indonesia", french: "Centre national ISSN d'Indonésie"},
}), []string{"CN", "CR", "CH", "PL", "RU", "", "US", "GB", "CA", "DE", "FR", "IT", "NL", "RS", "ID"})

// Keepers are the archives of the Keepers Registry, by the code in field 920. The codes
// clockss, internetarchive, lockss, ndpp, nslc, portico and scholarsportal occur in
// real records; the others follow their pattern and may differ from the registry's;
// bne, bnf, nbno, nlfi and tib occur only in synthetic registers. Match is the Wikidata
// item where it is certain.
var Keepers = withItems(newList(List{
	Name: "keepers", IRI: ISSNBase + "organization/keepers", Local: true,
	Labels: []Label{{"en", "Archiving agencies of the Keepers Registry"}, {"fr", "Agences d'archivage du Keepers Registry"}},
}, Keeper, []entry{
	{code: "ads", label: "Archaeology Data Service"},
	{code: "bl", label: "British Library"},
	{code: "bne", label: "Biblioteca Nacional de España"},
	{code: "bnf", label: "Bibliothèque nationale de France"},
	{code: "cariniana", label: "Cariniana Network"},
	{code: "clockss", label: "CLOCKSS Archive"},
	{code: "dnb", label: "Deutsche Nationalbibliothek"},
	{code: "hathi", label: "HathiTrust"},
	{code: "internetarchive", label: "Internet Archive"},
	{code: "kb", label: "e-Depot, KB National Library of the Netherlands"},
	{code: "loc", label: "Library of Congress"},
	{code: "lockss", label: "LOCKSS Archive"},
	{code: "nbno", label: "National Library of Norway"},
	{code: "ndpp", label: "National Digital Preservation Program, China"},
	{code: "nlfi", label: "National Library of Finland"},
	{code: "nslc", label: "National Digital Preservation Program, China"},
	{code: "pkp", label: "PKP Preservation Network"},
	{code: "portico", label: "Portico"},
	{code: "scholarsportal", label: "Scholars Portal"},
	{code: "swissnl", label: "Swiss National Library"},
	{code: "tib", label: "TIB Hannover"},
}), map[string]string{"bl": "Q23308", "dnb": "Q27302", "internetarchive": "Q461", "loc": "Q131454"})

// CentreCode normalizes the code of an ISSN centre for IRIs: a code of one character
// gets an underscore before it. A leading zero, which some libraries add to make two
// digits, is dropped.
func CentreCode(code string) string {
	if len(code) == 2 && code[0] == '0' && '0' <= code[1] && code[1] <= '9' {
		code = code[1:]
	}
	if len(code) == 1 {
		return "_" + code
	}
	return code
}

// withCountries sets the matches of a list to the countries with the codes, one per
// concept; an empty code means no match.
func withCountries(list *List, alpha2 []string) *List {
	for i := range list.Concepts {
		if alpha2[i] != "" {
			list.Concepts[i].Match = ISO3166 + alpha2[i]
		}
	}
	return list
}

// withItems sets the matches of concepts to items of Wikidata.
func withItems(list *List, items map[string]string) *List {
	for i := range list.Concepts {
		if item, ok := items[list.Concepts[i].Code]; ok {
			list.Concepts[i].Match = "http://www.wikidata.org/entity/" + item
		}
	}
	return list
}
