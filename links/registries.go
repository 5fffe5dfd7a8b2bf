package links

import (
	"strings"

	"github.com/issn-ld/issn-ld/vocab"
)

// registry is a source whose items have no IRIs of their own, or of which little
// more is read than ISSNs: the serial is in its list.
func registry(name, title, homepage string, formats ...format) *system {
	return &system{
		info: Info{
			Name: name, Title: title, Homepage: homepage, Level: LevelLinking,
			Predicate: vocab.SchemaIncludedInDataCatalog, Catalog: homepage,
		},
		formats: formats,
	}
}

// registries are the smaller lists.
func registries() []*system {
	all := []*system{
		registry("entrez", "Journals of NCBI Entrez", "https://www.ncbi.nlm.nih.gov/nlmcatalog/journals/",
			&layout{label: "entrez-journals", need: []string{"JrId", "JournalTitle", "NlmId"}, fill: fillEntrez}),
		registry("era", "Excellence in Research for Australia, journal list", "https://www.arc.gov.au/excellence-research-australia",
			&layout{label: "era-journals", need: []string{"ERA Journal Id", "Title", "ISSN 1"}, fill: fillERA}),
		registry("gold-oa", "ISSN-Matching of Gold OA Journals", "https://pub.uni-bielefeld.de/record/2913654",
			&layout{label: "gold-oa", need: []string{"ISSN", "ISSN_L", "ISSN_IN_DOAJ", "TITLE"}, fill: fillGoldOA}),
		registry("mag", "Microsoft Academic Graph", "https://www.microsoft.com/en-us/research/project/microsoft-academic-graph/", magTable()),
		registry("homepages", "Homepages of serials", "https://archive.org/details/chocula-manual-homepages",
			&layout{label: "homepages", need: []string{"issnl", "issnp", "issne", "name", "Homepage URL"}, fill: fillHomepages}),
		registry("norwegian", "Norwegian Register for Scientific Journals, Series and Publishers", "https://kanalregister.hkdir.no/",
			&layout{label: "norwegian-register", comma: ';', need: []string{"NSD tidsskrift_id", "Print ISSN", "Online ISSN"}, fill: fillNorwegian}),
		registry("openapc", "OpenAPC", "https://openapc.net/",
			&layout{label: "openapc", need: []string{"institution", "period", "euro", "issn_l", "journal_full_title"}, fill: fillOpenAPC}),
		registry("romeo", "Sherpa Romeo", "https://www.sherpa.ac.uk/romeo/",
			&layout{label: "romeo-journals", need: []string{"Journal Title", "ISSN", "ESSN", "RoMEO Record ID"}, fill: fillRomeo},
			&layout{label: "romeo-policies", need: []string{"RoMEO Record ID", "Policy Heading", "RoMEO colour"}, fill: func(r *record, row *Row) {
				row.skip(SkipPolicy, r.get("Policy Heading"))
			}}),
		registry("sim", "Serials in Microfilm", "https://archive.org/details/sim_microfilm",
			&layout{label: "serials-in-microfilm", need: []string{"NA Pub Cat ID", "Title", "ISSN", "First Volume"}, fill: fillMicrofilm}),
		registry("vanished", "Vanished open-access journals", "https://github.com/njahn82/vanished_journals",
			&layout{label: "vanished-disappeared", comma: ';', need: []string{"Journal Name", "ISSN", "E-ISSN", "Internet Archive Link"}, fill: fillVanished},
			&layout{label: "vanished-inactive", comma: ';', need: []string{"Title", "URL", "ISSN", "EISSN"}, fill: fillVanished}),
		registry("library", "Title lists of libraries", vocab.GraphBase+"library",
			&layout{label: "kbart-library", need: []string{"online_identifier"}, ragged: true, fill: fillLibrary}),
		registry("issn-list", "Lists of ISSNs", vocab.GraphBase+"issn-list",
			&layout{label: "issn-list", need: []string{"issn"}, ragged: true, fill: fillList}),
	}
	return append(all, jsonRegistries()...)
}

func fillEntrez(r *record, row *Row) {
	id := localID(r.get("NlmId"))
	if id == "" {
		row.reject(RejectID, r.get("NlmId"))
		return
	}
	row.IRI = "https://www.ncbi.nlm.nih.gov/nlmcatalog/" + id
	row.Predicate = vocab.SchemaSameAs
	row.numbers(r.get("ISSN (Print)"), RolePrint)
	row.numbers(r.get("ISSN (Online)"), RoleOnline)
	row.title(r.get("JournalTitle"), "")
	row.title(r.get("MedAbbr"), "")
	row.title(r.get("IsoAbbr"), "")
}

func fillERA(r *record, row *Row) {
	for _, column := range []string{"ISSN 1", "ISSN 2", "ISSN 3", "ISSN 4", "ISSN 5", "ISSN 6", "ISSN 7"} {
		row.numbers(r.get(column), RoleAny)
	}
	row.title(r.get("Title"), "")
	row.title(r.get("Foreign Title"), "")
	row.fact(vocab.SchemaIdentifier, prefixed("era:", r.get("ERA Journal Id")))
}

func fillGoldOA(r *record, row *Row) {
	row.numbers(r.get("ISSN"), RoleAny)
	row.numbers(r.get("ISSN_L"), RoleLinking)
	row.title(r.get("TITLE"), "")
	row.Open = Yes
	if r.get("ISSN_IN_DOAJ") == "1" {
		row.ListedIn = append(row.ListedIn, ListDOAJ)
	}
	if r.get("ISSN_IN_ROAD") == "1" {
		row.ListedIn = append(row.ListedIn, ListROAD)
	}
}

// magTable is the table of journals of the Microsoft Academic Graph, which has no
// header.
func magTable() *layout {
	return &layout{
		label: "mag-journals", comma: '\t',
		columns: []string{"id", "rank", "normalized_name", "display_name", "issn", "publisher", "webpage", "papers", "citations", "created"},
		test: func(f []string) bool {
			return len(f) == 10 && strings.Trim(f[0], "0123456789") == "" && f[0] != "" && len(f[9]) == 10
		},
		fill: func(r *record, row *Row) {
			id := localID(r.get("id"))
			if id == "" {
				row.reject(RejectID, r.get("id"))
				return
			}
			row.IRI, row.Predicate = "https://makg.org/entity/"+id, vocab.SchemaSameAs
			row.numbers(r.get("issn"), RoleAny)
			row.title(r.get("display_name"), "")
			row.Publisher.Name = r.get("publisher")
			row.factIRI(vocab.SchemaURL, webIRI(r.get("webpage")))
		},
	}
}

func fillHomepages(r *record, row *Row) {
	row.numbers(r.get("issnl"), RoleLinking)
	row.numbers(r.get("issnp"), RolePrint)
	row.numbers(r.get("issne"), RoleOnline)
	row.title(r.get("name"), "")
	row.title(r.get("corrected title"), "")
	row.factIRI(vocab.SchemaURL, webIRI(r.get("Homepage URL")))
}

func fillNorwegian(r *record, row *Row) {
	id := localID(r.get("NSD tidsskrift_id"))
	if id == "" {
		row.reject(RejectID, r.get("NSD tidsskrift_id"))
		return
	}
	row.IRI, row.Predicate = "https://kanalregister.hkdir.no/publiseringskanaler/KanalTidsskriftInfo?id="+id, vocab.SchemaSameAs
	row.numbers(r.get("Print ISSN"), RolePrint)
	row.numbers(r.get("Online ISSN"), RoleOnline)
	row.title(r.get("Original title"), "")
	if t := r.get("International title"); t != r.get("Original title") {
		row.title(t, "")
	}
	row.Publisher.Name = r.get("Publisher", "Publishing Company")
	row.Start, row.End = year(r.get("Established")), year(r.get("Ceased"))
	row.factIRI(vocab.SchemaURL, webIRI(r.get("URL")))
}

// fillOpenAPC reads an article that was paid for: it says that its serial is in
// the list.
func fillOpenAPC(r *record, row *Row) {
	row.numbers(r.get("issn_print"), RolePrint)
	row.numbers(r.get("issn_electronic"), RoleOnline)
	if s := r.get("issn"); !repeated(row.Numbers, s) {
		row.numbers(s, RoleAny)
	}
	row.numbers(r.get("issn_l"), RoleLinking)
	row.title(r.get("journal_full_title"), "")
}

func fillRomeo(r *record, row *Row) {
	row.numbers(r.get("ISSN"), RolePrint)
	row.numbers(r.get("ESSN"), RoleOnline)
	row.title(r.get("Journal Title"), "")
	row.factIRI(vocab.SchemaURL, webIRI(r.get("URL")))
	row.fact(vocab.SchemaIdentifier, prefixed("romeo:", r.get("RoMEO Record ID")))
}

// fillMicrofilm reads a title; its first and last volumes are years.
func fillMicrofilm(r *record, row *Row) {
	row.numbers(r.get("ISSN"), RoleAny)
	row.title(r.get("Title"), "")
	row.Publisher.Name = r.get("Publisher")
	first, last := year(r.get("First Volume")), year(r.get("Last Volume"))
	if first != 0 && last >= first {
		row.fact(vocab.SchemaTemporalCoverage, coverage([]Span{{From: first, To: last}}, nil))
	}
}

func fillVanished(r *record, row *Row) {
	row.numbers(r.get("ISSN"), RolePrint)
	row.numbers(r.get("E-ISSN", "EISSN"), RoleOnline)
	row.title(r.get("Journal Name", "Title"), "")
	row.Publisher.Name = r.get("Publisher")
	row.Start, row.End = year(r.get("Start Year")), year(r.get("End Year"))
	row.factIRI(vocab.SchemaURL, webIRI(r.get("URL")))
	row.factIRI(vocab.SchemaArchivedAt, webIRI(r.get("Internet Archive Link")))
}

// fillLibrary reads a title list of a library in the form of KBART, or what is
// left of one.
func fillLibrary(r *record, row *Row) {
	if kbartTitle(r, row) {
		return
	}
	for _, s := range splitNumbers(r.get("all_issns")) {
		if !repeated(row.Numbers, s) {
			row.numbers(s, RoleAny)
		}
	}
}

// fillList reads any table with a column of ISSNs.
func fillList(r *record, row *Row) {
	row.numbers(r.get("issn"), RoleAny)
	row.numbers(r.get("issn_l", "issnl"), RoleLinking)
	row.title(r.get("title", "name", "journal_title"), "")
}
