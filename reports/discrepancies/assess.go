package discrepancies

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/issn-ld/issn-ld/links"
	"github.com/issn-ld/issn-ld/links/sources"
)

// Score compares the reported discrepancies of a kind with the planted ones.
type Score struct {
	Kind     links.DiscrepancyKind `json:"kind"` // empty for all kinds
	Planted  int                   `json:"planted"`
	Reported int                   `json:"reported"`
	Found    int                   `json:"found"` // planted and reported
}

// Precision is the share of the reported discrepancies that are planted; 1 if
// none is reported.
func (s Score) Precision() float64 { return share(s.Found, s.Reported) }

// Recall is the share of the planted discrepancies that are reported; 1 if none
// is planted.
func (s Score) Recall() float64 { return share(s.Found, s.Planted) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// Assessment is the result of comparing reported discrepancies with planted ones.
type Assessment struct {
	All    Score               `json:"all"`
	Kinds  []Score             `json:"kinds"`  // in report order, without kinds that do not occur
	Missed []links.Discrepancy `json:"missed"` // planted, not reported
	Excess []links.Discrepancy `json:"excess"` // reported, not planted
}

// ErrInexact is returned if what is reported is not what was planted.
var ErrInexact = errors.New("what is reported is not what was planted")

// Err returns an error that wraps [ErrInexact] unless precision and recall are 1.
func (a *Assessment) Err() error {
	if len(a.Missed) == 0 && len(a.Excess) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d missed, %d in excess", ErrInexact, len(a.Missed), len(a.Excess))
}

// ReadPlanted reads a list of planted discrepancies, one JSON object per line with the
// members of [Discrepancy], as the generator writes it.
func ReadPlanted(r io.Reader) ([]links.Discrepancy, error) {
	var list []links.Discrepancy
	dec := json.NewDecoder(bufio.NewReader(r))
	for {
		var d links.Discrepancy
		err := dec.Decode(&d)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("planted discrepancy %d: %w", len(list)+1, err)
		}
		if !slices.Contains(links.DiscrepancyKinds(), d.Kind) || sources.Lookup(d.Source) == nil {
			return nil, fmt.Errorf("planted discrepancy %d: no kind %.40q or no source %.40q", len(list)+1, d.Kind, d.Source)
		}
		list = append(list, d)
	}
}

// Assess compares reported discrepancies with planted ones. Two are the same if they
// agree in kind, source, item, number and row, and the name of the file ends with the
// planted name.
func Assess(planted, reported []links.Discrepancy) *Assessment {
	wanted := map[string][]links.Discrepancy{}
	scores := map[links.DiscrepancyKind]*Score{}
	of := func(kind links.DiscrepancyKind) *Score {
		if scores[kind] == nil {
			scores[kind] = &Score{Kind: kind}
		}
		return scores[kind]
	}
	for _, d := range planted {
		of(d.Kind).Planted++
		key := assessKey(&d)
		wanted[key] = append(wanted[key], d)
	}
	a := &Assessment{}
	for _, d := range reported {
		s := of(d.Kind)
		s.Reported++
		key := assessKey(&d)
		i := slices.IndexFunc(wanted[key], func(w links.Discrepancy) bool { return strings.HasSuffix(d.File, w.File) })
		if i < 0 {
			a.Excess = append(a.Excess, d)
			continue
		}
		s.Found++
		wanted[key] = slices.Delete(wanted[key], i, i+1)
	}
	for _, left := range wanted {
		a.Missed = append(a.Missed, left...)
	}
	slices.SortFunc(a.Missed, func(x, y links.Discrepancy) int { return cmp.Compare(assessKey(&x), assessKey(&y)) })
	for _, kind := range links.DiscrepancyKinds() {
		if s := scores[kind]; s != nil {
			a.Kinds = append(a.Kinds, *s)
			a.All.Planted += s.Planted
			a.All.Reported += s.Reported
			a.All.Found += s.Found
		}
	}
	return a
}

// assessKey is the part that two reports of one discrepancy share.
func assessKey(d *links.Discrepancy) string {
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%d", d.Kind, d.Source, d.Item, d.ISSN, d.Row)
}
