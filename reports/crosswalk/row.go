package crosswalk

import (
	"context"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/store/ids"
)

// Snapshot is the part of a store's state that a [Reader] needs.
type Snapshot interface {
	Scan(ctx context.Context, sc ids.Scan) (ids.Scanner, error)
	Terms(dst []rdf.Term, src []ids.ID) ([]rdf.Term, error)
	Lookup(t rdf.Term) (ids.ID, bool, error)
	Version() uint64
	Close() error
}

// Row describes one ISSN. Identifiers are without their common IRI prefix, and sorted;
// docs/crosswalk.md lists the columns.
type Row struct {
	ISSN string `json:"issn" parquet:"issn"`
	// ISSNL is empty for ISSNs without an ISSN-L, such as reserved ones.
	ISSNL string `json:"issn_l" parquet:"issn_l"`
	// Cluster holds all ISSNs of the ISSN-L, including this one.
	Cluster []string `json:"cluster" parquet:"cluster,list"`
	Title   string   `json:"title" parquet:"title"`
	// Status is the record's status: Register, Legacy, Provisional or Cancelled.
	Status string `json:"status" parquet:"status,dict"`
	// Medium is a concept of the list of media: Print, Online and so on.
	Medium string `json:"medium" parquet:"medium,dict"`
	// ReplacedBy holds the ISSNs in favour of which this one was cancelled.
	ReplacedBy []string `json:"replaced_by" parquet:"replaced_by,list"`
	// PrecededBy and ContinuedBy hold the ISSNs of the serials before and after this
	// one, in whole or in part, as stated by either record.
	PrecededBy  []string `json:"preceded_by" parquet:"preceded_by,list"`
	ContinuedBy []string `json:"continued_by" parquet:"continued_by,list"`
	// Current is the ISSN at the end of the history, the row's own if nothing follows
	// it; empty if the history ends in several serials. CurrentISSNL and CurrentTitle
	// are its ISSN-L and key title.
	Current       string   `json:"current" parquet:"current"`
	CurrentISSNL  string   `json:"current_issn_l" parquet:"current_issn_l"`
	CurrentTitle  string   `json:"current_title" parquet:"current_title"`
	Wikidata      []string `json:"wikidata" parquet:"wikidata,list"`
	OpenAlex      []string `json:"openalex" parquet:"openalex,list"`
	PublisherISNI []string `json:"publisher_isni" parquet:"publisher_isni,list"`
	PublisherROR  []string `json:"publisher_ror" parquet:"publisher_ror,list"`
	Crossref      []string `json:"crossref" parquet:"crossref,list"`
	DOAJ          []string `json:"doaj" parquet:"doaj,list"`
	ZDB           []string `json:"zdb" parquet:"zdb,list"`
	SUDOC         []string `json:"sudoc" parquet:"sudoc,list"`
	// Close holds identifiers of near matches, each with the name of its system:
	// zdb:2118-X.
	Close []string `json:"close" parquet:"close,list"`
	// Keepers is the number of archiving agencies that hold the ISSN.
	Keepers  int32     `json:"keepers" parquet:"keepers"`
	Holdings []Holding `json:"holdings" parquet:"holdings,list"`
}

// Holding is the status of an ISSN at an archiving agency. An agency with holdings of
// several statuses appears once for each.
type Holding struct {
	Agency string `json:"agency" parquet:"agency,dict"` // code, such as clockss
	// Status is Preserved, In Progress or Triggered, as the agency states it.
	Status string `json:"status" parquet:"status,dict"`
}
