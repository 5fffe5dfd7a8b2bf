package linkfiles

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// file is a file of the set. It is compressed if its name ends in .gz, and the only
// member of an archive if it ends in .zip. The first error is kept for close.
type file struct {
	name string // below the folder of the set, with slashes
	rows int64
	tail string // written by close

	f   *os.File
	z   io.Closer // compressor; nil for none
	w   *bufio.Writer
	err error
}

func createFile(dir, name string) (*file, error) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	x := &file{name: name}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return x, fmt.Errorf("link files: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return x, fmt.Errorf("link files: %w", err)
	}
	x.f = f
	var to io.Writer = f
	switch filepath.Ext(name) { // without times in headers, the bytes depend on the content only
	case ".gz":
		var z *gzip.Writer
		z, err = gzip.NewWriterLevel(f, gzip.BestSpeed)
		x.z, to = z, z
	case ".zip":
		z := zip.NewWriter(f)
		to, err = z.Create(strings.TrimSuffix(filepath.Base(path), ".zip") + ".json")
		x.z = z
	}
	if err != nil {
		return x, errors.Join(fmt.Errorf("link files: %w", err), f.Close())
	}
	x.w = bufio.NewWriterSize(to, 128<<10)
	return x, nil
}

// write writes bytes that are not part of a row.
func (f *file) write(b []byte) {
	if f.w == nil || f.err != nil {
		return
	}
	_, f.err = f.w.Write(b)
}

// row writes a row and returns its number, from 1.
func (f *file) row(b []byte) int64 {
	f.write(b)
	f.rows++
	return f.rows
}

// element writes a row of a JSON array: a comma stands before all but the first.
func (f *file) element(b []byte) int64 {
	if f.rows > 0 {
		f.write([]byte(",\n"))
	}
	return f.row(b)
}

// begin starts a file that has a head and a tail.
func begin(f *file, head, tail string) *file {
	f.write([]byte(head))
	f.tail = tail
	return f
}

func (f *file) close() error {
	if f.f == nil {
		return nil
	}
	f.write([]byte(f.tail))
	err := errors.Join(f.err, f.w.Flush())
	if f.z != nil {
		err = errors.Join(err, f.z.Close())
	}
	err = errors.Join(err, f.f.Close())
	f.f = nil
	if err != nil {
		return fmt.Errorf("link files: %s: %w", f.name, err)
	}
	return nil
}

// dropEmpty removes the file if it has no rows, since its format could not be detected,
// and its folder if that is then empty.
func (f *file) dropEmpty(dir string) error {
	if f.rows > 0 || strings.HasPrefix(f.name, "openalex/") || !strings.Contains(f.name, "/") {
		return nil
	}
	path := filepath.Join(dir, filepath.FromSlash(f.name))
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("link files: %w", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) > 0 {
		return err
	}
	return os.Remove(filepath.Dir(path))
}

// firstSegment returns the first folder of a name.
func firstSegment(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}

// table is a file of rows with columns. Between commas, values are quoted where
// they must be.
type table struct {
	*file
	comma byte
	buf   []byte
}

// newTable starts a table with a header, unless there are no columns.
func newTable(f *file, comma byte, columns ...string) *table {
	t := &table{file: f, comma: comma}
	if len(columns) > 0 {
		t.line(columns...)
		f.rows = 0
	}
	return t
}

// line writes a row and returns its number, from 1.
func (t *table) line(values ...string) int64 {
	b := t.buf[:0]
	for i, v := range values {
		if i > 0 {
			b = append(b, t.comma)
		}
		if t.comma != '\t' && strings.ContainsAny(v, `",;`) {
			b = append(b, '"')
			b = append(b, strings.ReplaceAll(v, `"`, `""`)...)
			b = append(b, '"')
			continue
		}
		b = append(b, v...)
	}
	b = append(b, '\n')
	t.buf = b
	return t.row(t.buf)
}

// appendJSON appends a string of JSON.
func appendJSON(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, ' ')
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// appendMember appends a member of an object with a string.
func appendMember(b []byte, name, value string) []byte {
	if len(b) > 0 && b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, name...)
	b = append(b, '"', ':')
	return appendJSON(b, value)
}

// xmlText escapes text for XML.
var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
