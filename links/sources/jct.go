package sources

import (
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/vocab"
)

// journalChecker is the Journal Checker Tool of cOAlition S: it tells which serials are
// covered by which transformative agreement in the ESAC registry.
func journalChecker() *system {
	return &system{
		info: Info{
			Name: "jct", Title: "Journal Checker Tool", Homepage: "https://journalcheckertool.org/", Level: LevelLinking, Predicate: vocab.ISSNListedIn,
		},
		formats: []formats.Format{
			&formats.Layout{Label: "transformative-agreements", Need: []string{"title", "eissn", "pissn", "esac_id"}, Fill: fillAgreement},
		},
	}
}

// fillAgreement reads a serial of an agreement.
func fillAgreement(r *formats.Record, row *formats.Row) {
	row.AddNumbers(r.Get("pissn"), formats.RolePrint)
	row.AddNumbers(r.Get("eissn"), formats.RoleOnline)
	row.AddTitle(r.Get("title"), "")
	id := formats.LocalID(r.Get("esac_id"))
	if id == "" {
		row.RejectFor(formats.RejectID, r.Get("esac_id"))
		return
	}
	row.IRI = "https://esac-initiative.org/about/transformative-agreements/agreement-registry/" + id + "/"
	row.Bare = true
}
