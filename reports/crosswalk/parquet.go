package crosswalk

import (
	"io"

	"github.com/parquet-go/parquet-go"
)

// groupRows is the number of rows in a row group of a Parquet file, which is held in
// memory while it is written.
const groupRows = 128 << 10

// NewParquet returns a writer of Parquet: the columns of [Row], lists as lists,
// compressed with Zstandard.
func NewParquet(w io.Writer) Writer {
	return &parquetWriter{parquet.NewGenericWriter[Row](w,
		parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(groupRows), parquet.CreatedBy("issn-ld", "1", ""))}
}

type parquetWriter struct{ w *parquet.GenericWriter[Row] }

// Write implements [Writer].
func (p *parquetWriter) Write(rows []Row) error {
	_, err := p.w.Write(rows)
	return err
}

// Close implements [Writer].
func (p *parquetWriter) Close() error { return p.w.Close() }
