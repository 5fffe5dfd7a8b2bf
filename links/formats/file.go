package formats

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// File is a file of a source. Open returns its plain content: decompressed, and in
// UTF-8 if it starts with the byte order mark of UTF-16.
type File struct {
	Name     string
	Modified time.Time // zero if unknown
	Size     int64     // in bytes as stored, compressed or not
	Open     func() (io.ReadCloser, error)
}

// Bytes returns a file with the content.
func Bytes(name string, content []byte) *File {
	return &File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) { return plainContent(io.NopCloser(bytes.NewReader(content))) }}
}

// Expand returns the files that the paths stand for: a folder stands for the data files
// below it in order of name, a ZIP archive for its members. A file "manifest", as in
// the folders of an OpenAlex snapshot, is checked against the files beside it: the
// error wraps [ErrIncomplete] if some are missing.
func Expand(paths ...string) ([]*File, error) {
	var files []*File
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("links: %w", err)
		}
		if !info.IsDir() {
			found, err := expandFile(path, info)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
			continue
		}
		err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && d.Name() == "manifest" {
				return checkManifest(p)
			}
			if err != nil || d.IsDir() || !isData(p) {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			found, err := expandFile(p, info)
			files = append(files, found...)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("links: %w", err)
		}
	}
	return files, nil
}

// isData reports whether a file of a snapshot may hold records.
func isData(path string) bool {
	name := filepath.Base(path)
	switch {
	case strings.HasPrefix(name, "."), name == "manifest", name == "manifest.json", name == "RELEASE_NOTES.txt", name == "LICENSE.txt":
		return false
	}
	return !strings.HasSuffix(name, ".md5") && !strings.HasSuffix(name, ".sha256")
}

func expandFile(path string, info fs.FileInfo) ([]*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	var magic [4]byte
	n, err := io.ReadFull(f, magic[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, errors.Join(fmt.Errorf("links: %w", err), f.Close())
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	if string(magic[:n]) == "PK\x03\x04" {
		return expandZip(path)
	}
	return []*File{{Name: path, Modified: info.ModTime(), Size: info.Size(), Open: func() (io.ReadCloser, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("links: %w", err)
		}
		return plainContent(f)
	}}}, nil
}

func expandZip(path string) ([]*File, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("links: %s: %w", path, err)
	}
	var files []*File
	for _, member := range z.File {
		if member.FileInfo().IsDir() || !isData(member.Name) {
			continue
		}
		name := member.Name
		files = append(files, &File{Name: path + "!" + name, Modified: member.Modified, Size: int64(member.CompressedSize64), Open: func() (io.ReadCloser, error) {
			return openMember(path, name)
		}})
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("links: %s: %w", path, err)
	}
	return files, nil
}

func openMember(path, name string) (io.ReadCloser, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("links: %s: %w", path, err)
	}
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	if i < 0 {
		return nil, errors.Join(fmt.Errorf("links: %s: no member %s", path, name), z.Close())
	}
	rc, err := z.File[i].Open()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("links: %s: %w", path, err), z.Close())
	}
	return plainContent(stacked{rc, z})
}

// stacked closes the upper reader, then the one below it.
type stacked struct {
	io.ReadCloser
	below io.Closer
}

// Close closes both.
func (s stacked) Close() error { return errors.Join(s.ReadCloser.Close(), s.below.Close()) }

// plainContent removes compression and byte order marks.
func plainContent(rc io.ReadCloser) (io.ReadCloser, error) {
	br := bufio.NewReaderSize(rc, 64<<10)
	magic, err := br.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, rc.Close())
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, errors.Join(err, rc.Close())
		}
		return plainContent(stacked{io.NopCloser(z), rc}) // its Close only repeats the error of Read
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(br)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("links: %w", err), rc.Close())
		}
		return plainContent(stacked{z.IOReadCloser(), rc})
	case bytes.HasPrefix(magic, []byte("BZh")):
		return plainContent(stacked{io.NopCloser(bzip2.NewReader(br)), rc})
	case bytes.HasPrefix(magic, []byte{0xef, 0xbb, 0xbf}):
		_, err = br.Discard(3)
	case bytes.HasPrefix(magic, []byte{0xff, 0xfe}), bytes.HasPrefix(magic, []byte{0xfe, 0xff}):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		return stacked{io.NopCloser(transform.NewReader(br, utf16)), rc}, nil
	default:
		err = nil
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("links: %w", err), rc.Close())
	}
	return stacked{io.NopCloser(br), rc}, nil
}

// Peek returns a reader and the start of what it will read.
func Peek(r io.Reader) (*bufio.Reader, []byte, error) {
	br := bufio.NewReaderSize(r, sniffBytes)
	head, err := br.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	return br, slices.Clone(head), nil
}
