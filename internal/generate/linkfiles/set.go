package linkfiles

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/issn-ld/issn-ld/internal/generate"
	"github.com/issn-ld/issn-ld/issn"
)

// ErrNotEmpty is returned for a folder that has files already.
var ErrNotEmpty = errors.New("folder is not empty")

// Options says which files to write.
type Options struct {
	Dir      string // made if it is missing; must be empty
	Register *generate.Register
	Records  int64 // of the register
	Seed     uint64
}

// Counts holds the numbers written.
type Counts struct {
	Rows    map[string]int64 `json:"rows"`    // by source
	Planted map[string]int64 `json:"planted"` // discrepancies by kind
}

// Set is the link files of a register. It belongs to the goroutine that writes
// the register.
type Set struct {
	opt     Options
	made    bool // the folder is of our making
	files   []*file
	plants  [sourceCount][]plant
	planted *file
	counts  map[string]int64 // planted, by kind
	records int64            // written so far, about

	spare      [sourceCount]*serial // a serial that a source does not know, to be mixed up with another
	suppressed issn.ISSN            // not used yet; 0 for none
	unknown    int64                // numbers used so far
	listed     [agencyCount]bool    // agencies with holdings so far
	bodies     []uint64             // a bit for each organization that was written

	serials []serial // of the family; the memory is used again
	loose   []serial
	buf     []byte

	issnL, road, doaj, withdrawn, crossref, zdb *table
	keepers                                     [agencyCount]*table
	wikidata, sudoc, transfer, isni, ror        *file
	openAlex                                    snapshot
}

// Create makes the files and registers for the families of the register.
func Create(opt Options) (*Set, error) {
	s := &Set{opt: opt, counts: map[string]int64{}, bodies: make([]uint64, generate.Organizations/64+1)}
	entries, err := os.ReadDir(opt.Dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		s.made = true
	case err != nil:
		return nil, fmt.Errorf("link files: %w", err)
	case len(entries) > 0:
		return nil, fmt.Errorf("link files: %w: %s", ErrNotEmpty, opt.Dir)
	}
	for src := range s.plants {
		for _, kind := range plantKinds[src] {
			s.plants[src] = append(s.plants[src], plant{kind: kind})
		}
	}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, s.Discard())
	}
	opt.Register.OnFamily(s.family)
	return s, nil
}

// open creates all files with their beginnings.
func (s *Set) open() error {
	var failed error
	create := func(name string) *file {
		f, err := createFile(s.opt.Dir, name)
		if err != nil {
			failed = errors.Join(failed, err)
			return f
		}
		s.files = append(s.files, f)
		return f
	}
	s.planted = create("planted.jsonl")
	s.issnL = newTable(create("issn-l/20251231.ISSN-to-ISSN-L.txt"), '\t', "ISSN", "ISSN-L")
	s.road = newTable(create("road/road.tsv"), '\t')
	s.doaj = newTable(create("doaj/journalcsv__doaj_20251231_utf8.csv"), ',', doajColumns...)
	s.withdrawn = newTable(create("doaj/withdrawn.csv"), ',', "title", "publisher", "issn", "issn_l", "issns", "date_removed", "reason")
	s.crossref = newTable(create("crossref/titleFile.csv"), ',', crossrefColumns...)
	s.zdb = newTable(create("zdb/issn_zdb.tsv"), '\t', "issn", "zdb_id", "title")
	for i := range agencies {
		if a := &agencies[i]; a.file != "" {
			f := create(a.code + "/" + a.file)
			f.write([]byte(a.preamble))
			s.keepers[i] = newTable(f, a.comma, a.columns...)
		}
	}
	registry := newTable(create("keepers/keepers_registry.csv"), ',', registryColumns...)
	for i := range agencies {
		if s.keepers[i] == nil {
			s.keepers[i] = registry
		}
	}
	s.wikidata = begin(create("wikidata/latest-all.json.gz"), "[\n", "\n]\n")
	s.sudoc = begin(create("sudoc/issn2ppn.xml"), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sudoc service=\"issn2ppn\">\n", "</sudoc>\n")
	s.transfer = begin(create("transfer/alerts.rss"), feedHead, "</channel></rss>\n")
	s.isni = begin(create("isni/organizations.jsonld.gz"), isniHead, "\n]}\n")
	s.ror = begin(create("ror/v1.72-2025-11-03-ror-data_schema_v2.zip"), "[\n", "\n]\n")
	return errors.Join(failed, s.openAlex.open(s))
}

// family writes each system's data about a family.
func (s *Set) family(f *generate.Family) {
	s.join(f)
	for i := range s.serials {
		x := &s.serials[i]
		s.records = max(s.records, x.t.Number)
		s.writeISSNL(x)
		s.writeROAD(x)
		s.writeKeepers(x)
		s.writeWikidata(x, i)
		s.writeOpenAlex(x)
		s.writeDOAJ(x)
		s.writeCrossref(x)
		s.writeZDB(x)
		s.writeSudoc(x)
		s.writeTransfer(x)
		s.writeOrganization(x)
	}
	for i := range s.loose {
		x := &s.loose[i]
		s.writeISSNL(x)
		s.writeROAD(x)
		s.writeKeepers(x)
		s.writeZDB(x)
		s.writeSudoc(x)
	}
	if f.HasSuppressed {
		s.suppressed = f.Suppressed
	}
}

// Close ends the files; those without rows are removed. The error is the first that occurred while writing.
func (s *Set) Close() (Counts, error) {
	s.opt.Register.OnFamily(nil)
	c := Counts{Rows: map[string]int64{}, Planted: s.counts}
	err := s.openAlex.close(s)
	for _, f := range s.files {
		err = errors.Join(err, f.close(), f.dropEmpty(s.opt.Dir))
		if f.rows > 0 && f != s.planted {
			c.Rows[firstSegment(f.name)] += f.rows
		}
	}
	c.Rows[sourceNames[openAlex]] = s.openAlex.total
	if s.openAlex.total == 0 { // a manifest without files is not a source
		err = errors.Join(err, os.RemoveAll(filepath.Join(s.opt.Dir, sourceNames[openAlex])))
	}
	s.files = nil
	return c, err
}

// Discard removes everything written.
func (s *Set) Discard() error {
	s.opt.Register.OnFamily(nil)
	var err error
	for _, f := range s.files {
		err = errors.Join(err, f.close())
	}
	s.files = nil
	entries, readErr := os.ReadDir(s.opt.Dir)
	if errors.Is(readErr, os.ErrNotExist) {
		return err
	}
	err = errors.Join(err, readErr)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(s.opt.Dir, e.Name())))
	}
	if s.made {
		err = errors.Join(err, os.Remove(s.opt.Dir))
	}
	return err
}
