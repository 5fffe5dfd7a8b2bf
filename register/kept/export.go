package kept

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/store"
)

// Export writes the records of some ISSNs in their order, or of all for a nil list, and
// returns their number. A record that came in the syntax is written as it came; of one of the
// other syntax the fields are written; wrote is told how many there are so far. An ISSN without a record is an error that wraps [ErrNone].
func Export(ctx context.Context, snap *store.Snapshot, list []issn.ISSN, w io.Writer, syntax marc.Syntax, wrote func(n int64)) (n int64, err error) {
	records := Records(ctx, snap, 0, 0)
	if list != nil {
		records = listed(ctx, snap, list)
	}
	out := exporter{w: w}
	if syntax == marc.XML {
		out.xml = marc.NewXMLWriter(w)
	}
	for r, err := range records {
		if err == nil {
			err = out.write(r)
		}
		if err != nil {
			return n, err
		}
		n++
		wrote(n)
	}
	if out.xml != nil {
		return n, out.xml.Close()
	}
	return n, nil
}

// listed yields the records of a list.
func listed(ctx context.Context, snap *store.Snapshot, list []issn.ISSN) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		rd := NewReader(snap)
		for _, n := range list {
			r, err := rd.Read(n)
			if err = errors.Join(err, ctx.Err()); !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// exporter writes records in one syntax.
type exporter struct {
	w   io.Writer
	xml *marc.XMLWriter // nil: ISO 2709
}

func (x *exporter) write(r *Record) error {
	switch {
	case x.xml == nil && !r.IsXML():
		_, err := x.w.Write(r.Raw)
		return err
	case x.xml != nil && bytes.HasPrefix(bytes.TrimSpace(r.Raw), []byte("<record")):
		return x.xml.WriteRaw(r.Raw)
	}
	rec, err := r.Parse()
	if err != nil {
		return fmt.Errorf("MARC record of ISSN %s: %w", r.ISSN, err)
	}
	if x.xml != nil {
		return x.xml.Write(rec)
	}
	return marc.WriteISO2709(x.w, rec)
}
