package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

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
