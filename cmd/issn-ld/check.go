package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/register"
	"github.com/issn-ld/issn-ld/store"
)

func newCheck() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Prove that a store is whole",
		Long: `Check reads the whole store and reports every fault: checksums, order, bounds and counts of
all blocks, that the six indexes hold the same quads, that each id has a term and each
term its id, and that each MARC record agrees with the statements made from it. Dead
blocks, which compactions have replaced, are not a fault: compact --full gives their space
back. Check ends with exit code 1 if there is a fault.`,
		Example: "  issn-ld check --data data\n  issn-ld check --data data --format json",
		Args:    cobra.NoArgs,
	}
	data := addDataFlag(cmd)
	format := addFormatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return check(cmd.Context(), *data, *format, cmd.OutOrStdout())
	}
	return cmd
}

func check(ctx context.Context, data string, format outputFormat, out io.Writer) (err error) {
	db, err := openExisting(data, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	report, err := db.Check(ctx)
	if err != nil {
		return err
	}
	snap, err := db.Snapshot()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	records, err := register.CheckKept(ctx, snap, func(err error) { report.Faults = append(report.Faults, err) })
	if err != nil {
		return err
	}
	faults := make([]string, len(report.Faults))
	for i, f := range report.Faults {
		faults[i] = f.Error()
	}
	if format == "json" {
		err = output.JSON(out, struct {
			Version uint64   `json:"version"`
			Quads   int64    `json:"quads"`
			Blocks  int      `json:"blocks"`
			Terms   uint64   `json:"terms"`
			Dead    int      `json:"deadBlocks"`
			Loose   int      `json:"looseTerms"`
			Records int64    `json:"records"`
			Faults  []string `json:"faults"`
		}{report.Version, report.Quads, report.Blocks, report.Terms, report.Dead, report.Loose, records, faults})
	} else {
		for _, f := range faults {
			if _, err := fmt.Fprintln(out, "fault:", f); err != nil {
				return err
			}
		}
		t := output.Table{Right: map[int]bool{1: true}}
		t.Add("quads", output.Count(report.Quads))
		t.Add("terms", output.Count(int64(report.Terms)))
		t.Add("terms of updates", output.Count(int64(report.Loose)))
		t.Add("blocks", output.Count(int64(report.Blocks)))
		t.Add("dead blocks", output.Count(int64(report.Dead)))
		t.Add("MARC records", output.Count(records))
		t.Add("faults", output.Count(int64(len(faults))))
		err = t.Print(out)
	}
	if err == nil && len(faults) > 0 {
		return fmt.Errorf("the store in %s has %d faults; restore a backup or build it again", data, len(faults))
	}
	return err
}
