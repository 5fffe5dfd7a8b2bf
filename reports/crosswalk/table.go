package crosswalk

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/reports/sheet"
)

// ErrTable marks a table that cannot be answered.
var ErrTable = errors.New("not a table of identifiers")

// Table is a user's table with identifiers in some columns. It is returned with the
// columns of [Row] added.
type Table struct {
	header []string
	rows   [][]string
	places []int // columns with identifiers, in the order to try them
	asked  [][]int
	ids    []string
}

// numberColumns are the usual names of columns with ISSNs, without blanks, hyphens and
// underscores, in the order to try them.
var numberColumns = []string{
	"issn", "printissn", "pissn", "issnprint", "printidentifier", "onlineissn", "eissn", "issnonline", "onlineidentifier", "issns",
	"issnl", "linkingissn", "id", "identifier", "ids", "wikidata", "openalex",
}

// ReadTable reads CSV with a header. It returns false for a plain list of identifiers:
// text with one column and no header, or with identifiers in the first line. The error
// wraps [ErrTable], or [ErrTooMany] for more than [MaxIDs] identifiers.
func ReadTable(text string) (*Table, bool, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	records, err := r.ReadAll()
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrTable, err)
	}
	if len(records) < 2 || slices.ContainsFunc(records[0], isNumber) {
		return nil, false, nil
	}
	t := &Table{header: records[0], rows: records[1:]}
	t.findColumns()
	if len(t.places) == 0 {
		if len(t.header) == 1 {
			return nil, false, nil
		}
		return nil, true, fmt.Errorf("%w: none of the columns %s holds ISSNs; name one issn", ErrTable, strings.Join(t.header, ", "))
	}
	for _, row := range t.rows {
		var asked []int
		for _, place := range t.places {
			if place >= len(row) {
				continue
			}
			for _, id := range issn.Split(row[place]) {
				asked = append(asked, len(t.ids))
				t.ids = append(t.ids, id)
			}
		}
		t.asked = append(t.asked, asked)
	}
	if len(t.ids) > MaxIDs {
		return nil, true, fmt.Errorf("%w: %d, of which %d may be asked for at once", ErrTooMany, len(t.ids), MaxIDs)
	}
	return t, true, nil
}

// separator returns the most frequent separator in the header.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best := ','
	for _, c := range "\t;" {
		if strings.Count(line, string(c)) > strings.Count(line, string(best)) {
			best = c
		}
	}
	return best
}

func isNumber(s string) bool {
	_, err := issn.Clean(s)
	return err == nil || errors.Is(err, issn.ErrCheckDigit)
}

// findColumns finds the columns by name, or failing that the one with the most ISSNs.
func (t *Table) findColumns() {
	names := make([]string, len(t.header))
	for i, name := range t.header {
		names[i] = strings.NewReplacer(" ", "", "-", "", "_", "", "(", "", ")", "").Replace(strings.ToLower(name))
	}
	for _, want := range numberColumns {
		if i := slices.Index(names, want); i >= 0 {
			t.places = append(t.places, i)
		}
	}
	if len(t.places) > 0 {
		return
	}
	counts := make([]int, len(t.header))
	for _, row := range t.rows {
		for i := range row[:min(len(row), len(counts))] {
			if isNumber(row[i]) {
				counts[i]++
			}
		}
	}
	if most := slices.Max(counts); most > 0 {
		t.places = []int{slices.Index(counts, most)}
	}
}

// IDs returns the identifiers of the table, in the order to ask for them.
func (t *Table) IDs() []string { return t.ids }

// added are the columns before the columns of [Row].
var added = []string{"found_by", "reason"}

// WriteCSV writes the table with columns added: how the identifiers of a line led to a
// row or why they did not, and the row. The first identifier in a line that has rows
// counts; a line with several rows is repeated for each. An added column whose name the
// table already uses gets the prefix "register_". The cells of the
// table stay as they came, formulas too; added cells are marked as [sheet.Writer] does.
func (t *Table) WriteCSV(w io.Writer, a *Answer) error {
	c := sheet.NewWriter(w, true)
	own := len(t.header)
	header := slices.Clone(t.header)
	for _, name := range slices.Concat(added, Columns()) {
		if slices.ContainsFunc(t.header, func(own string) bool { return strings.EqualFold(own, name) }) {
			name = "register_" + name
		}
		header = append(header, name)
	}
	if err := c.WriteAfter(own, header); err != nil {
		return err
	}
	for i, row := range t.rows {
		line := make([]string, len(t.header), len(header))
		copy(line, row)
		res := t.result(i, a)
		line = append(line, string(res.FoundBy), string(res.Reason))
		for j := range res.Rows {
			if err := c.WriteAfter(own, res.Rows[j].Fields(slices.Clip(line))); err != nil {
				return err
			}
		}
		if len(res.Rows) == 0 {
			if err := c.WriteAfter(own, append(line, make([]string, len(Columns()))...)); err != nil {
				return err
			}
		}
	}
	return c.Close()
}

// result is the first result of a line with rows, else its first.
func (t *Table) result(line int, a *Answer) Result {
	asked := t.asked[line]
	for _, i := range asked {
		if len(a.Results[i].Rows) > 0 {
			return a.Results[i]
		}
	}
	if len(asked) == 0 {
		return Result{Reason: ReasonMissing}
	}
	return a.Results[asked[0]]
}
