package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/store"
)

func newBackup() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a backup of a store",
		Long: `Backup writes the current state of a store to a file, or to standard output for "-",
compressed by the suffix .gz or .zst. The store may be in use, by a server that
writes as well: the backup has all that was acknowledged before it began. With --since and the
version of an earlier backup only the updates since are written, where the store still has them one by one;
otherwise the backup is full, and says so.`,
		Example: `  issn-ld backup monday.backup.zst --data data
  issn-ld backup tuesday.backup.zst --data data --since 17`,
		Args: cobra.ExactArgs(1),
	}
	data := addDataFlag(cmd)
	outputFormat := addFormatFlag(cmd)
	since := cmd.Flags().Uint64("since", 0, "version of the backup that this one builds on")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		out := cmd.OutOrStdout()
		report := out
		if args[0] == "-" {
			report = cmd.ErrOrStderr()
		}
		return backup(cmd.Context(), *data, args[0], *since, *outputFormat, out, report)
	}
	return cmd
}

func backup(ctx context.Context, data, file string, since uint64, format outputFormat, stdout, report io.Writer) (err error) {
	db, err := openExisting(data, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var info store.BackupInfo
	err = writeFile(file, stdout, func(w io.Writer) error {
		info, err = db.Backup(ctx, w, since)
		return err
	})
	if err != nil {
		return err
	}
	return printBackup(report, format, info)
}

// printBackup says what a backup holds.
func printBackup(w io.Writer, format outputFormat, info store.BackupInfo) error {
	if format == "json" {
		return printJSON(w, struct {
			Since   uint64 `json:"since"`
			Version uint64 `json:"version"`
			Bytes   int64  `json:"bytes"`
		}{info.Since, info.Version, info.Bytes})
	}
	kind := "full backup"
	if info.Since > 0 {
		kind = fmt.Sprintf("updates since version %d", info.Since)
	}
	_, err := fmt.Fprintf(w, "%s of version %d, %s uncompressed\n", kind, info.Version, size(info.Bytes))
	return err
}

func newRestore() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "restore FILE...",
		Short: "Restore a store from backups",
		Long: `Restore makes the state of a full backup that of a store, made if it is missing, and then
applies incremental ones in their order. Each file is applied whole or not at all.`,
		Example: "  issn-ld restore monday.backup.zst tuesday.backup.zst --data data",
		Args:    cobra.MinimumNArgs(1),
	}
	data := addDataFlag(cmd)
	outputFormat := addFormatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return restore(cmd.Context(), *data, args, *outputFormat, cmd.OutOrStdout())
	}
	return cmd
}

func restore(ctx context.Context, data string, files []string, format outputFormat, out io.Writer) (err error) {
	db, err := store.Open(data, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, file := range files {
		info, err := restoreFile(ctx, db, file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := printBackup(out, format, info); err != nil {
			return err
		}
	}
	return nil
}

func restoreFile(ctx context.Context, db *store.DB, file string) (info store.BackupInfo, err error) {
	f := os.Stdin
	if file != "-" {
		if f, err = os.Open(file); err != nil {
			return info, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
	}
	r, _, err := format.Decompress(f)
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return db.Restore(ctx, r)
}
