// Command eacc makes marc/zz_eacc.bin, the table of the East Asian Character
// Code (ANSI/NISO Z39.64), from the code table of the Library of Congress as the
// PyPI package pymarc carries it:
//
//	pip download --no-deps pymarc -d dir
//	go run ./eacc dir/pymarc-*.whl ../marc/zz_eacc.bin
//
// The first argument is the wheel or its file marc8_mapping.py. The form of the
// table is described in marc/eacc.go.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: eacc MARC8_MAPPING.py|PYMARC.whl OUT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "eacc:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	text, err := source(in)
	if err != nil {
		return err
	}
	table, err := parse(text)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	packed, err := pack(table)
	if err != nil {
		return err
	}
	fmt.Printf("%d characters, %d bytes\n", len(table), len(packed))
	return os.WriteFile(out, packed, 0o644)
}

// source returns the text of marc8_mapping.py, by itself or out of a wheel.
func source(path string) (string, error) {
	if !strings.HasSuffix(path, ".whl") {
		b, err := os.ReadFile(path)
		return string(b), err
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = z.Close() }()
	f, err := z.Open("pymarc/marc8_mapping.py")
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(f)
	return string(b), err
}

// entry is a character of the table.
type entry struct{ code, char uint64 }

var row = regexp.MustCompile(`0x([0-9A-Fa-f]{6}):\s*\(\s*0x([0-9A-Fa-f]{1,6}),\s*[01],?\s*\)`)

// parse finds the rows with codes of three bytes, which only this set has.
func parse(text string) ([]entry, error) {
	var table []entry
	for _, m := range row.FindAllStringSubmatch(text, -1) {
		code, err1 := strconv.ParseUint(m[1], 16, 24)
		char, err2 := strconv.ParseUint(m[2], 16, 16)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		table = append(table, entry{code, char})
	}
	if len(table) == 0 {
		return nil, errors.New("no rows with codes of three bytes: is the file marc8_mapping.py of pymarc?")
	}
	slices.SortFunc(table, func(a, b entry) int { return int(a.code) - int(b.code) })
	for i := 1; i < len(table); i++ {
		if table[i].code == table[i-1].code {
			return nil, fmt.Errorf("code %06X twice", table[i].code)
		}
	}
	return table, nil
}

// pack writes the codes as differences, then the characters, and compresses them.
func pack(table []entry) ([]byte, error) {
	raw := binary.AppendUvarint(nil, uint64(len(table)))
	last := uint64(0)
	for _, e := range table {
		raw = binary.AppendUvarint(raw, e.code-last)
		last = e.code
	}
	for _, e := range table {
		raw = binary.BigEndian.AppendUint16(raw, uint16(e.char))
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(raw)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}
