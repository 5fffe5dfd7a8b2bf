package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/reports"
	"github.com/issn-ld/issn-ld/server"
	"github.com/issn-ld/issn-ld/server/access"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/store"
	"github.com/issn-ld/issn-ld/vocab"
)

// serveFlags are the flags of the serve command.
type serveFlags struct {
	data, listen, base, logFormat string
	dumps                         string
	timeout, grace                time.Duration
	memory, queryMemory, maxGraph string
	maxRows                       int64
	tokenFile, pprof              string
	compactRate                   string
	hosts, proxies                []string
	readOnly, quiet, mirror       bool
	remote                        remoteFlags
	clients                       limitFlags
}

func newServe() *cobra.Command {
	f := &serveFlags{}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve resources, pages and SPARQL over HTTP",
		Long: `Serve answers for the resources of the store by content negotiation, shows pages, and
runs SPARQL queries. The paths of the server stand for the IRIs below --base,
whatever host it runs on. On an interrupt it finishes the requests in progress and ends.

SPARQL updates, writes to the graph store and the list of running queries need the
operator's token: the contents of --token-file, or of the environment variable
ISSNLD_TOKEN. Without a token nobody can do these things, and the store is opened for reading
only. Either way query, stats, export, check and backup work beside the server.
After many updates the server compacts the store in the background, writing --compact-rate
bytes a second on average; with 0 it leaves compaction to 'issn-ld compact'.

SERVICE and LOAD reach only what --service-allow and --load-allow name. Clients have budgets of
query time and of errors by the minute, and get 429 or 503 with Retry-After beyond them.`,
		Example: `  issn-ld serve --data data --listen :8080
  issn-ld serve --data data --token-file token
  issn-ld serve --data data --service-allow https://query.wikidata.org/sparql
  issn-ld serve --data data --token-file token --load-allow https://example.org/dumps/ --load-allow file:///srv/rdf/
  curl -L -H 'Accept: text/turtle' localhost:8080/resource/ISSN/0028-0836`,
		Args: cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.data, "data", "data", "folder of the store")
	flags.StringVar(&f.dumps, "dumps", "", "folder for dumps, which nothing else may use, or none (default dumps in the folder of the store; with --read-only, one in the user's cache)")
	flags.StringVar(&f.listen, "listen", ":8080", "address to listen on")
	flags.StringVar(&f.base, "base", server.DefaultBase, "IRI that the paths stand for")
	flags.BoolVar(&f.mirror, "mirror-iris", false, "name resources below --base in RDF documents, so that links stay at this server (default as the data do)")
	flags.StringArrayVar(&f.hosts, "host", nil, "name that clients may address the server by, as example.org or example.org:8080; may be repeated (default the host of --listen; localhost always)")
	flags.StringSliceVar(&f.proxies, "trust-forwarded", nil, `addresses and networks of proxies whose X-Forwarded-* and Forwarded headers are believed, or "loopback"; may be repeated (default none)`)
	flags.DurationVar(&f.timeout, "query-timeout", 60*time.Second, "time limit of a query")
	flags.StringVar(&f.memory, "memory", "2G", "memory of the process, half of it for queries; the store's files come on top, in the cache of the system")
	flags.StringVar(&f.queryMemory, "query-memory", "1G", "memory limit of a query")
	flags.Int64Var(&f.maxRows, "max-rows", 0, "limit on the rows of a query's result (default none)")
	flags.StringVar(&f.maxGraph, "max-graph-bytes", "64M", "size limit of documents written to the graph store")
	flags.StringVar(&f.tokenFile, "token-file", "", "file with the operator's token (default $"+tokenVariable+")")
	flags.BoolVar(&f.readOnly, "read-only", false, "open the store for reading only")
	flags.StringVar(&f.compactRate, "compact-rate", "32M", "bytes per second that compaction may write; 0: the server does not compact")
	f.remote.addTo(cmd, true)
	f.clients.addTo(cmd)
	flags.DurationVar(&f.grace, "grace", 10*time.Second, "time allowed for requests in progress when the server ends")
	flags.StringVar(&f.logFormat, "log-format", "text", "format of the log on standard error: text or json")
	flags.BoolVar(&f.quiet, "quiet", false, "log warnings and errors only")
	flags.StringVar(&f.pprof, "pprof", "", "address for profiles of the process, such as localhost:6060 (default none)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return f.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// tokenVariable is the environment variable with the operator's token.
const tokenVariable = "ISSNLD_TOKEN"

// token returns the operator's token, or the empty string if there is none.
func (f *serveFlags) token() (string, error) {
	if f.tokenFile == "" {
		return strings.TrimSpace(os.Getenv(tokenVariable)), nil
	}
	text, err := os.ReadFile(f.tokenFile)
	if err != nil {
		return "", fmt.Errorf("%w: --token-file: %w", errUsage, err)
	}
	token := strings.TrimSpace(string(text))
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return "", usagef("--token-file: %s has to hold one word", f.tokenFile)
	}
	return token, nil
}

// options returns the options of the server.
func (f *serveFlags) options(log *slog.Logger) (server.Options, error) {
	opt := server.Options{Base: f.base, MirrorIRIs: f.mirror, Hosts: f.hosts, Listen: f.listen, QueryTimeout: f.timeout, MaxRows: f.maxRows, Log: log}
	var err error
	if opt.TrustForwarded, err = access.ParseTrusted(f.proxies); err != nil {
		return opt, fmt.Errorf("%w: --trust-forwarded: %w", errUsage, err)
	}
	if opt.Token, err = f.token(); err != nil {
		return opt, err
	}
	if opt.Limits, err = f.clients.read(); err != nil {
		return opt, err
	}
	if opt.MaxGraphBytes, err = parseSize(f.maxGraph); err != nil {
		return opt, fmt.Errorf("%w: --max-graph-bytes: %w", errUsage, err)
	}
	return opt, nil
}

// logger makes the server's log.
func (f *serveFlags) logger(w io.Writer) (*slog.Logger, error) {
	opt := &slog.HandlerOptions{}
	if f.quiet {
		opt.Level = slog.LevelWarn
	}
	switch f.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(w, opt)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, opt)), nil
	}
	return nil, usagef("--log-format: %q is neither text nor json", f.logFormat)
}

func (f *serveFlags) run(ctx context.Context, out, errOut io.Writer) (err error) {
	log, err := f.logger(errOut)
	if err != nil {
		return err
	}
	// The server sets the time limit of each query: graphs and dumps get more.
	var limits sparql.Options
	if err := f.limitMemory(&limits); err != nil {
		return err
	}
	opt, err := f.options(log)
	if err != nil {
		return err
	}
	others, err := f.remote.client()
	if err != nil {
		return err
	}
	defer others.Close()
	limits.Service, limits.Load = others.Service, others.Load
	limits.Stopped = logStopped(log)
	limits.Prefixes = vocab.PrefixMap()
	// Without a token nobody can write, so other commands may read at the same time.
	stored := store.Options{ReadOnly: f.readOnly || opt.Token == ""}
	if err := f.compaction(&stored, log); err != nil {
		return err
	}
	changed := newestFile(f.data) // opening the store writes to its folder
	db, err := openExisting(f.data, stored)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.shutDown(db)) }()
	if !stored.ReadOnly {
		limits.Updater = engineUpdater(db.Update)
	}
	opt.StoreID, opt.Build, opt.Changed = db.ID(), version+" "+commit, changed
	opt.Dumps = f.dumpFolder(db.ID(), log)
	engine := sparql.New(sparql.Snapshots(db.Snapshot), limits)
	opt.Reports, opt.State = reports.All(), reportSource(db, engine)
	srv, err := server.New(engine, opt)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	listener, err := net.Listen("tcp", f.listen)
	if err != nil {
		return err
	}
	if err := printAddresses(out, listener.Addr()); err != nil {
		return err
	}
	if f.pprof == "" {
		runtime.MemProfileRate = 0 // allocation samples cost a few percent, and nobody can ask for them
	}
	profiles, err := servePprof(ctx, f.pprof)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, profiles()) }()
	log.Info("serving", "address", listener.Addr().String(), "data", f.data, "processors", runtime.GOMAXPROCS(0))
	defer addScheduler()() // only after the engine has counted the processors
	return srv.Serve(ctx, listener, f.grace)
}

// dumpFolder is where the server keeps dumps; empty if nowhere. It is a part of the
// store's own folder, unless that is not to be written to.
func (f *serveFlags) dumpFolder(store string, log *slog.Logger) string {
	switch {
	case f.dumps == "none":
		return ""
	case f.dumps != "":
		return f.dumps
	case !f.readOnly:
		return filepath.Join(f.data, dumpsName)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		log.Warn("no dumps are offered: with --read-only they need --dumps FOLDER", "error", err)
		return ""
	}
	return filepath.Join(cache, "issn-ld", "dumps", store)
}

// dumpsName is the folder of dumps in that of a store.
const dumpsName = "dumps"

// logStopped logs queries and updates that were stopped, with the time they took to
// end.
func logStopped(log *slog.Logger) func(sparql.Stopped) {
	return func(st sparql.Stopped) {
		log.Info("query stopped", "query", st.ID, "client", st.Label, "cause", st.Cause.Error(),
			"ran", time.Since(st.Started), "overrun", st.Overrun, "memory", st.Memory)
	}
}

// newestFile returns when a file of the store was last written; the zero time if
// unknown.
func newestFile(dir string) (newest time.Time) {
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == dumpsName {
			return filepath.SkipDir // no part of the data
		}
		if err != nil || entry.IsDir() || entry.Name() == "LOCK" {
			return nil // an unreadable file has no time
		}
		if info, err := entry.Info(); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
		return nil
	})
	return newest
}

// engineUpdater runs the engine's updates as store transactions. A full disk becomes
// the engine's own error, which the server reports to clients.
func engineUpdater(update func(context.Context, func(*store.Tx) error) error) sparql.Updater {
	return sparql.Updates(func(ctx context.Context, f func(*store.Tx) error) error {
		err := update(ctx, f)
		if errors.Is(err, store.ErrNoSpace) {
			return fmt.Errorf("%w: %w", sparql.ErrNoSpace, err)
		}
		return err
	})
}

// shutDown closes the store. Interrupted requests need a moment to close their
// snapshots.
func (f *serveFlags) shutDown(db *store.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), max(f.grace, time.Second))
	defer cancel()
	return db.Shutdown(ctx)
}

// openExisting opens a store that must be there.
func openExisting(dir string, opt store.Options) (*store.DB, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("no store in %s: %w; make one with 'issn-ld import FILE... --data %s'", dir, err, dir)
	}
	return store.Open(dir, opt)
}

// printAddresses prints addresses to try.
func printAddresses(w io.Writer, addr net.Addr) error {
	host := addr.String()
	if tcp, ok := addr.(*net.TCPAddr); ok && (tcp.IP.IsUnspecified() || tcp.IP.IsLoopback()) {
		host = fmt.Sprintf("localhost:%d", tcp.Port)
	}
	_, err := fmt.Fprintf(w, `Serving on http://%[1]s - try
  http://%[1]s/
  http://%[1]s/resource/ISSN/0028-0836
  http://%[1]s/resource/ISSN-L/0028-0836
  http://%[1]s/organization/ISSNCenter
  http://%[1]s/sparql
  curl -L -H 'Accept: text/turtle' http://%[1]s/resource/ISSN/1476-4687
`, host)
	return err
}
