package main

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/store"
)

func newCompact() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "compact",
		Short: "Fold updates into the indexes",
		Long: `Compact folds updates into the indexes of a store. It writes new versions of the blocks that
updates touched and switches to them all at once. The old blocks stay on disk until --full
rewrites everything, which frees the space, sorts the terms of updates into the dictionary and
drops terms that are no longer used. A server does both by itself, slowly, when there is enough
to do. Compact may be interrupted at any time.`,
		Example: `  issn-ld compact --data data
  issn-ld compact --data data --full
  issn-ld compact --data data --format json`,
		Args: cobra.NoArgs,
	}
	data := addDataFlag(cmd)
	format := addFormatFlag(cmd)
	full := cmd.Flags().Bool("full", false, "rewrite all blocks and the dictionary")
	quiet := cmd.Flags().Bool("quiet", false, "no progress")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		options := store.CompactOptions{Level: store.CompactTouched}
		if *full {
			options.Level = store.CompactWhole
		}
		p := newProgress(cmd.ErrOrStderr(), "quads", *quiet)
		defer p.end()
		r, err := compact(cmd.Context(), *data, options, p)
		if err != nil {
			return err
		}
		p.end()
		if *format == "json" {
			return output.JSON(cmd.OutOrStdout(), r)
		}
		return r.print(cmd.OutOrStdout())
	}
	return cmd
}

// compaction is the result of a compaction.
type compaction struct {
	Level          string  `json:"level"` // "touched", "whole", or "none": nothing needed doing
	Changes        int     `json:"changes"`
	Blocks         int     `json:"blocks"`
	BlocksReplaced int     `json:"blocksReplaced"`
	BlocksWritten  int     `json:"blocksWritten"`
	BlocksCopied   int     `json:"blocksCopied"`
	BlocksDead     int     `json:"blocksDead"`
	TermsLoose     int     `json:"termsLoose"`
	TermsDropped   int64   `json:"termsDropped"`
	BytesWritten   int64   `json:"bytesWritten"`
	BytesBefore    int64   `json:"bytesBefore"`
	BytesNow       int64   `json:"bytesNow"`
	Seconds        float64 `json:"seconds"`
}

func compact(ctx context.Context, data string, options store.CompactOptions, p *progress) (r compaction, err error) {
	db, err := openExisting(data, store.Options{Events: store.Events{Progress: p.loading}})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if r.BytesBefore, err = folderSize(data); err != nil {
		return r, err
	}
	st, err := db.Compact(ctx, options)
	if err != nil {
		return r, err
	}
	if r.BytesNow, err = folderSize(data); err != nil {
		return r, err
	}
	r.Level, r.Changes, r.Seconds = st.Level.String(), st.Changes, st.Seconds
	if st.Level == store.CompactAuto {
		r.Level = "none"
	}
	r.Blocks, r.BlocksReplaced, r.BlocksWritten = st.Blocks, st.Replaced, st.Written
	r.BlocksCopied, r.BlocksDead = st.Carried, st.Dead
	r.TermsLoose, r.TermsDropped, r.BytesWritten = st.Terms, st.Dropped, st.Bytes
	return r, nil
}

func (r *compaction) print(out io.Writer) error {
	t := output.Table{Right: map[int]bool{1: true}}
	t.Add("level", r.Level)
	for _, line := range []struct {
		name string
		n    int64
	}{
		{"changed rows folded in", int64(r.Changes)},
		{"blocks replaced", int64(r.BlocksReplaced)},
		{"blocks written", int64(r.BlocksWritten)},
		{"blocks copied", int64(r.BlocksCopied)},
		{"blocks now", int64(r.Blocks)},
		{"dead blocks on disk", int64(r.BlocksDead)},
		{"terms outside of the order", int64(r.TermsLoose)},
		{"terms dropped", r.TermsDropped},
	} {
		t.Add(line.name, output.Count(line.n))
	}
	t.Add("written", output.Size(r.BytesWritten))
	t.Add("size on disk before", output.Size(r.BytesBefore))
	t.Add("size on disk now", output.Size(r.BytesNow))
	t.Add("time", strconv.FormatFloat(r.Seconds, 'f', 2, 64)+" s")
	return t.Print(out)
}
