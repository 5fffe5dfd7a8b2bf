package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
)

// version is the release; commit is set by the linker.
const version = "0.1.0-dev"

var commit = ""

func newVersion() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  issn-ld version\n  issn-ld version --format json",
		Args:    cobra.NoArgs,
	}
	format := addFormatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		out := cmd.OutOrStdout()
		if *format == "json" {
			return output.JSON(out, struct {
				Version string `json:"version"`
				Commit  string `json:"commit,omitempty"`
				Go      string `json:"go"`
				System  string `json:"system"`
			}{version, commit, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH})
		}
		_, err := fmt.Fprintln(out, versionText())
		return err
	}
	return cmd
}

// versionText is the version on one line.
func versionText() string {
	text := "issn-ld " + version
	if commit != "" {
		text += " (" + commit + ")"
	}
	return fmt.Sprintf("%s, %s, %s/%s", text, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
