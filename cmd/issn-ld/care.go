package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/internal/output"
	"github.com/issn-ld/issn-ld/rdf/format"
	"github.com/issn-ld/issn-ld/store"
)

func newBackup() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a backup of a store",
		Long: `Backup writes the current state of a store to a file, or to standard output for "-",
compressed by the suffix .gz or .zst. The store may be in use, even by a server
that writes: the backup has everything acknowledged before it began. With --since and the version
of an earlier backup, only the updates after it are written, as long as the store still has them
one by one; otherwise the backup is full, and the report says so. An existing file is replaced
only with --force.`,
		Example: `  issn-ld backup monday.backup.zst --data data
  issn-ld backup tuesday.backup.zst --data data --since 17
  issn-ld backup latest.backup.zst --data data --force`,
		Args: cobra.ExactArgs(1),
	}
	data := addDataFlag(cmd)
	outputFormat := addFormatFlag(cmd)
	since := cmd.Flags().Uint64("since", 0, "version of the backup that this one builds on")
	force := cmd.Flags().Bool("force", false, "replace FILE if it exists")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := mayWrite(args[0], *force); err != nil {
			return err
		}
		out := cmd.OutOrStdout()
		report := out
		if args[0] == "-" {
			report = cmd.ErrOrStderr()
		}
		return backup(cmd.Context(), *data, args[0], *since, *outputFormat, out, report)
	}
	return cmd
}

// mayWrite returns an error if writing would overwrite a file.
func mayWrite(file string, force bool) error {
	if file == "-" || force {
		return nil
	}
	if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
		return fmt.Errorf("%s is there already: name another file, or replace it with --force", file)
	}
	return nil
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

// printBackup describes a backup.
func printBackup(w io.Writer, format outputFormat, info store.BackupInfo) error {
	if format == "json" {
		return output.JSON(w, struct {
			Since   uint64 `json:"since"`
			Version uint64 `json:"version"`
			Store   string `json:"store"`
			Bytes   int64  `json:"bytes"`
		}{info.Since, info.Version, info.Store, info.Bytes})
	}
	kind := "full backup"
	if info.Since > 0 {
		kind = fmt.Sprintf("updates since version %d", info.Since)
	}
	_, err := fmt.Fprintf(w, "%s of version %d, %s uncompressed\n", kind, info.Version, output.Size(info.Bytes))
	return err
}

func newRestore() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "restore FILE...",
		Short: "Restore a store from backups",
		Long: `Restore builds a store from a full backup and the incremental backups that follow it, given in
order. Either all files are restored or none: after an interruption or an error the store is as
before. Incremental backups alone bring a store forward if it has the state they build on; a
backup of a store whose history differs is refused. A full backup replaces a store only with
--force.`,
		Example: `  issn-ld restore monday.backup.zst tuesday.backup.zst --data data
  issn-ld restore wednesday.backup.zst --data data`,
		Args: cobra.MinimumNArgs(1),
	}
	data := addDataFlag(cmd)
	outputFormat := addFormatFlag(cmd)
	force := cmd.Flags().Bool("force", false, "let a full backup replace the store")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return restore(cmd.Context(), *data, args, *force, *outputFormat, cmd.OutOrStdout())
	}
	return cmd
}

func restore(ctx context.Context, data string, files []string, force bool, format outputFormat, out io.Writer) (err error) {
	readers := make([]io.Reader, len(files))
	for i, file := range files {
		b, err := openBackup(file)
		if err != nil {
			return err
		}
		defer func() { _ = b.Close() }() // nothing was written
		readers[i] = b
	}
	first := bufio.NewReader(readers[0])
	head, err := store.PeekBackup(first)
	if err != nil {
		return fmt.Errorf("%s: %w", files[0], err)
	}
	readers[0] = backupFile{Reader: first, name: files[0]}
	info, err := restoreInto(ctx, data, head, readers, force)
	if err != nil {
		return err
	}
	return printBackup(out, format, info)
}

// restoreInto restores backups into a store; the first of them begins with head.
func restoreInto(ctx context.Context, data string, head store.BackupInfo, readers []io.Reader, force bool) (info store.BackupInfo, err error) {
	if head.Since == 0 {
		_, remove := missingFolders(data)
		info, err = store.RestoreNew(ctx, data, readers[0], readers[1:]...)
		switch {
		case err == nil:
			return info, nil
		case !errors.Is(err, store.ErrExists):
			return info, errors.Join(err, remove())
		}
		if !force {
			return info, fmt.Errorf("%w; a full backup takes its place with --force", err)
		}
	}
	db, err := openExisting(data, store.Options{CompactRows: -1})
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Restore(ctx, readers[0], readers[1:]...)
}

// backupFile is an open backup, decompressed. Errors use its name.
type backupFile struct {
	io.Reader
	name  string
	files []io.Closer
}

// Name returns the name of the file.
func (b backupFile) Name() string { return b.name }

// Close closes the file.
func (b backupFile) Close() error {
	var err error
	for _, c := range b.files {
		err = errors.Join(err, c.Close())
	}
	return err
}

// openBackup opens a backup; "-" is standard input.
func openBackup(file string) (b backupFile, err error) {
	f := os.Stdin
	if file != "-" {
		if f, err = os.Open(file); err != nil {
			return b, err
		}
	}
	r, _, err := format.Decompress(f)
	if err != nil {
		return b, errors.Join(fmt.Errorf("%s: %w", file, err), f.Close())
	}
	return backupFile{Reader: r, name: file, files: []io.Closer{r, f}}, nil
}
