package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/reports/report"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
)

func newReport() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Report on the register and its links",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var examples []string
	for _, r := range reports.All() {
		if !r.Bulk {
			cmd.AddCommand(reportCommand("issn-ld report", &r))
			examples = append(examples, "  issn-ld report "+r.Name+" --data data")
		}
	}
	cmd.Example = strings.Join(examples, "\n")
	return cmd
}

// reportFlags are the flags that all reports have.
type reportFlags struct {
	data, format, out string
	quiet             bool
}

// reportCommand returns the command of a report, below a command.
func reportCommand(above string, r *report.Report) *cobra.Command {
	f := &reportFlags{}
	cmd := &cobra.Command{Use: strings.TrimSpace(r.Name + " " + r.Args), Short: r.Title, Long: r.About, Args: cobra.NoArgs}
	if r.Args != "" {
		cmd.Args = cobra.ArbitraryArgs
	}
	var examples []string
	for _, args := range r.Examples {
		examples = append(examples, strings.TrimSpace(fmt.Sprintf("%s %s --data data %s", above, r.Name, args)))
	}
	cmd.Example = "  " + strings.Join(examples, "\n  ")
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	usage := r.FormatHelp()
	if r.Bulk {
		flags.StringVar(&f.format, "format", "", usage)
		flags.StringVarP(&f.out, "output", "o", "-", `file to write, "-" for standard output`)
		flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	} else {
		flags.StringVar(&f.format, "format", r.Formats[0], usage)
	}
	own := flag.NewFlagSet(r.Name, flag.ContinueOnError)
	answer := r.New(own)
	flags.AddGoFlagSet(own)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		format, err := r.ChooseFormat(f.format, f.out)
		if err != nil {
			return err
		}
		return f.run(cmd, &report.Question{Args: args, Format: format}, answer)
	}
	return cmd
}

func (f *reportFlags) run(cmd *cobra.Command, q *report.Question, answer report.Run) error {
	p := newProgress(cmd.ErrOrStderr(), "rows", f.quiet || f.out == "-" || f.out == "")
	defer p.end()
	q.Begin = func(total int64) { p.begin("writing", total) }
	q.Done = func(n int64) { p.set(n, n) }
	q.Open = func(context.Context) (*report.State, error) {
		state, err := openState(f.data)
		if err != nil {
			return nil, err
		}
		return &report.State{Snapshot: state, Engine: sparql.New(sparql.Snapshots(state.db.Snapshot), sparql.Options{})}, nil
	}
	return writeFile(f.out, cmd.OutOrStdout(), func(w io.Writer) error { return answer(cmd.Context(), q, w) })
}

// reportSource opens the current state for the reports of the server, which query
// within the limits of its engine.
func reportSource(db *store.DB, engine *sparql.Engine) report.Source {
	return func(context.Context) (*report.State, error) {
		snap, err := db.Snapshot()
		if err != nil {
			return nil, err
		}
		return &report.State{Snapshot: snap, Engine: engine}, nil
	}
}
