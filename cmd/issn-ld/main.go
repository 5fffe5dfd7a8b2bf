// Command issn-ld turns records of the ISSN Register into linked data, keeps it
// in a quad store and serves it: resource pages, RDF in every syntax, SPARQL.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/store"
)

// Exit codes.
const (
	exitGood    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRejects = 3
)

// errUsage marks misuse of the command line.
var errUsage = errors.New("wrong use")

// errRejects marks work that is complete except for rejected input.
var errRejects = errors.New("done, with rejects")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run executes the command line and returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	return exitCode(ctx, root.ExecuteContext(ctx), errOut)
}

// exitCode reports an error and returns the exit code for it.
func exitCode(ctx context.Context, err error, errOut io.Writer) int {
	switch {
	case err == nil:
		return exitGood
	case errors.Is(err, errRejects):
		return exitRejects
	case errors.Is(err, errUsage), errors.Is(err, report.ErrUsage):
		say(errOut, "issn-ld: %v\n", err)
		return exitUsage
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		say(errOut, "issn-ld: interrupted; what was committed before stands\n")
		return exitFailed
	}
	say(errOut, "issn-ld: %v\n", err)
	if errors.Is(err, store.ErrNoSpace) || errors.Is(err, syscall.ENOSPC) {
		say(errOut, "issn-ld: make room on that disk and run the command again; what was committed before stands\n")
	}
	return exitFailed
}

// say prints for people. If that fails, there is no one left to tell.
func say(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "issn-ld",
		Short: "Linked data and SPARQL for the world's serials",
		Long: `issn-ld maps records of the ISSN Register (MARC 21, MARCXML, UNIMARC) to RDF,
keeps them in a quad store, and serves resources, RDF documents and SPARQL.

Exit codes: 0 good, 1 failed, 2 wrong use, 3 done but some input was rejected.`,
		Example: `  issn-ld import register.mrc.gz --data data
  issn-ld serve --data data --listen :8080
  issn-ld query --data data 'SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }'`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		Version:           versionText(),
		Args:              cobra.NoArgs,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w: %w (see '%s --help')", errUsage, err, cmd.CommandPath())
	})
	root.AddCommand(
		newImport(), newLoad(), newLink(), newReport(), newServe(), newQuery(), newExport(), newConvert(), newStats(), newGenerate(), newCheck(), newCompact(), newBackup(), newRestore(), newVersion(),
	)
	markUsage(root)
	return root
}

// markUsage makes cmd and its subcommands report invalid arguments as usage errors.
func markUsage(cmd *cobra.Command) {
	cmd.Args = usageArgs(cmd.Args)
	cmd.SuggestionsMinimumDistance = 2 // edit distance between the word typed and a suggestion
	for _, sub := range cmd.Commands() {
		markUsage(sub)
	}
}

// usageArgs turns the errors of an argument check into usage errors, and suggests the
// command that was meant.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check == nil {
			check = cobra.ArbitraryArgs
			if cmd.HasSubCommands() && !cmd.Runnable() {
				check = cobra.NoArgs
			}
		}
		if err := check(cmd, args); err != nil {
			if cmd.HasSubCommands() && len(args) > 0 {
				if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
					err = fmt.Errorf("%w; did you mean %s?", err, strings.Join(near, " or "))
				}
			}
			return fmt.Errorf("%w: %w (see '%s --help')", errUsage, err, cmd.CommandPath())
		}
		return nil
	}
}

// usagef returns a usage error.
func usagef(format string, args ...any) error {
	return fmt.Errorf("%w: %w", errUsage, fmt.Errorf(format, args...))
}
