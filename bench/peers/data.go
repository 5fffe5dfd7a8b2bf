package peers

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// Dataset is a file of statements that every engine loads.
type Dataset struct {
	Size  string
	Path  string   // N-Triples or N-Quads
	Parts []string // the same statements in two files, no blank node in both
	Lines int64
	Bytes int64
}

// Records says how many records of the synthetic register make a dataset of a size:
// about 67 statements each.
var Records = map[string]int{"100k": 1_500, "1m": 15_000, "10m": 150_000, "full": 2_442_601}

// Make returns the dataset of a size and syntax (nt or nq), below the folder work.
// It is made of a synthetic register by the commands generate, import and export,
// unless it is there already.
func Make(ctx context.Context, work, binary, size, syntax string) (Dataset, error) {
	records, ok := Records[size]
	if !ok {
		return Dataset{}, fmt.Errorf("no size %q: there are 100k, 1m, 10m and full", size)
	}
	base := filepath.Join(work, "data", size)
	d := Dataset{Size: size, Path: base + "." + syntax, Parts: []string{base + "-1." + syntax, base + "-2." + syntax}}
	if _, err := os.Stat(d.Path); err != nil {
		if err := export(ctx, binary, base, d.Path, records); err != nil {
			return d, err
		}
	}
	if _, err := os.Stat(d.Parts[1]); err != nil {
		if err := split(d.Path, d.Parts); err != nil {
			return d, err
		}
	}
	return d, d.count()
}

// Register returns the file of the records of a size, which [Make] has made.
func Register(work, size string) string { return filepath.Join(work, "data", size+".mrc") }

// export makes a register and writes its statements to path.
func export(ctx context.Context, binary, base, path string, records int) error {
	if err := os.MkdirAll(base+".store", 0o755); err != nil {
		return err
	}
	partial := path + ".partial" + filepath.Ext(path)
	for _, args := range [][]string{
		{"generate", "--records", strconv.Itoa(records), "--seed", "1", "--clean", "--quiet", "-o", base + ".mrc"},
		{"import", base + ".mrc", "--data", base + ".store", "--quiet"},
		{"export", "--data", base + ".store", "--quiet", "-o", partial},
	} {
		cmd := exec.CommandContext(ctx, binary, args...)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("issn-ld %s: %w", args[0], err)
		}
	}
	return os.Rename(partial, path)
}

// split deals the lines of a file out to parts, by the ISSN that their subject names,
// so that a blank node, which has the ISSN of its record in its label, stays in one part.
func split(path string, parts []string) (err error) {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out := make([]*bufio.Writer, len(parts))
	for i, part := range parts {
		f, err := os.Create(part)
		if err != nil {
			return err
		}
		out[i] = bufio.NewWriterSize(f, 1<<20)
		defer func() { err = errors.Join(err, out[i].Flush(), f.Close()) }()
	}
	r := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := r.ReadSlice('\n')
		if len(line) > 0 {
			part := int(crc32.ChecksumIEEE(owner(line))) % len(out)
			if _, err := out[part].Write(line); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// owner returns the ISSN in the subject of a line, or nothing.
func owner(line []byte) []byte {
	for _, prefix := range []string{"<http://issn.org/resource/ISSN/", "_:"} {
		if rest, ok := bytes.CutPrefix(line, []byte(prefix)); ok && len(rest) > 9 {
			return rest[:9]
		}
	}
	return nil
}

// count reads the numbers of the dataset.
func (d *Dataset) count() (err error) {
	f, err := os.Open(d.Path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buf := make([]byte, 1<<20)
	for {
		n, err := f.Read(buf)
		d.Lines += int64(bytes.Count(buf[:n], []byte{'\n'}))
		d.Bytes += int64(n)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
