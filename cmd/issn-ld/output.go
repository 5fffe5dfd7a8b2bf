package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// outputFormat is the value of --format: table or json.
type outputFormat string

func (f *outputFormat) String() string { return string(*f) }

// Set is called with the flag's value.
func (f *outputFormat) Set(s string) error {
	if s != "table" && s != "json" {
		return fmt.Errorf("%q is neither table nor json", s)
	}
	*f = outputFormat(s)
	return nil
}

// Type names the value in help texts.
func (f *outputFormat) Type() string { return "table|json" }

// addFormatFlag adds --format to a command that reports figures.
func addFormatFlag(cmd *cobra.Command) *outputFormat {
	f := outputFormat("table")
	cmd.Flags().Var(&f, "format", "how to print the result")
	return &f
}

// addDataFlag adds --data, the folder of the store.
func addDataFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("data", "data", "folder of the store")
}

// printJSON writes v for a program to read.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// table is a table of text for people. The columns listed in right are numbers.
type table struct {
	header []string
	rows   [][]string
	right  map[int]bool
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table with columns as wide as their widest cell.
func (t *table) print(w io.Writer) error {
	var all [][]string
	if len(t.header) > 0 {
		all = append(all, t.header)
	}
	all = append(all, t.rows...)
	var widths []int
	for _, cells := range all {
		for i, cell := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for n, cells := range all {
		b.Reset()
		for i, cell := range cells {
			if i > 0 {
				b.WriteString("  ")
			}
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if t.right[i] {
				b.WriteString(pad + cell)
			} else {
				b.WriteString(cell + pad)
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(b.String(), " ")); err != nil {
			return err
		}
		if n == 0 && len(t.header) > 0 {
			line := 2 * (len(widths) - 1)
			for _, width := range widths {
				line += width
			}
			if _, err := fmt.Fprintln(w, strings.Repeat("-", max(line, 0))); err != nil {
				return err
			}
		}
	}
	return nil
}

// count writes a number with thousands separated: 2,442,601.
func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// size writes a number of bytes with a unit.
func size(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	v, i := float64(n), 0
	for v >= 1024 && i < len(units)-1 {
		v /= 1024
		i++
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}

// parseSize reads a number of bytes such as 512M, 4GiB or 1000000.
func parseSize(s string) (int64, error) {
	text := strings.ToUpper(strings.TrimSpace(s))
	text = strings.TrimSuffix(strings.TrimSuffix(text, "B"), "I")
	shift := 0
	if n := len(text); n > 0 {
		if i := strings.IndexByte("KMGT", text[n-1]); i >= 0 {
			shift = 10 * (i + 1)
			text = strings.TrimSpace(text[:n-1])
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v < 0 || v > float64(int64(1)<<(62-shift)) {
		return 0, fmt.Errorf("%q is not a size such as 512M or 4G", s)
	}
	return int64(v * float64(int64(1)<<shift)), nil
}

// isTerminal reports whether people watch the file.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
