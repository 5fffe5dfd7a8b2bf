package links

import "github.com/issn-ld/issn-ld/vocab"

// journalChecker is the Journal Checker Tool of cOAlition S: which serials are
// part of which transformative agreement of the registry of ESAC.
func journalChecker() *system {
	return &system{
		info: Info{
			Name: "jct", Title: "Journal Checker Tool", Homepage: "https://journalcheckertool.org/", Level: LevelLinking, Predicate: vocab.ISSNListedIn,
		},
		formats: []format{
			&layout{label: "transformative-agreements", need: []string{"title", "eissn", "pissn", "esac_id"}, fill: fillAgreement},
		},
	}
}

// fillAgreement reads a serial of an agreement.
func fillAgreement(r *record, row *Row) {
	row.numbers(r.get("pissn"), RolePrint)
	row.numbers(r.get("eissn"), RoleOnline)
	row.title(r.get("title"), "")
	id := localID(r.get("esac_id"))
	if id == "" {
		row.reject(RejectID, r.get("esac_id"))
		return
	}
	row.IRI = "https://esac-initiative.org/about/transformative-agreements/agreement-registry/" + id + "/"
	row.Bare = true
}
