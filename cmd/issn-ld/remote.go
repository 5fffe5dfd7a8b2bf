package main

import (
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/issn-ld/issn-ld/server/limits"
	"github.com/issn-ld/issn-ld/sparql/remote"
)

// remoteFlags say which other servers queries and updates may reach.
type remoteFlags struct {
	services, sources []string
	proxy             string
}

// addTo adds the flags; the ones for LOAD only where there are updates.
func (f *remoteFlags) addTo(cmd *cobra.Command, updates bool) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.services, "service-allow", nil,
		`endpoint that SERVICE may call; with a final "/", everything below it; may be repeated (default none)`)
	if updates {
		flags.StringArrayVar(&f.sources, "load-allow", nil,
			`document that LOAD may read (http:, https: or file:); with a final "/", everything below it; may be repeated (default none)`)
	}
	flags.StringVar(&f.proxy, "proxy", "", "proxy for SERVICE and LOAD (default none, whatever the environment says)")
}

// client builds the client described by the flags.
func (f *remoteFlags) client() (*remote.Client, error) {
	opt := remote.Options{UserAgent: "github.com/issn-ld/issn-ld/" + version}
	var err error
	if opt.Services, err = remote.ParseAllowed(f.services, false); err != nil {
		return nil, fmt.Errorf("%w: --service-allow: %w", errUsage, err)
	}
	if opt.Sources, err = remote.ParseAllowed(f.sources, true); err != nil {
		return nil, fmt.Errorf("%w: --load-allow: %w", errUsage, err)
	}
	if f.proxy != "" {
		if opt.Proxy, err = url.Parse(f.proxy); err != nil || opt.Proxy.Host == "" {
			return nil, usagef("--proxy: %q is not an address such as http://proxy.example:3128", f.proxy)
		}
	}
	return remote.New(opt), nil
}

// limitFlags are the flags that limit clients of a server.
type limitFlags struct {
	limits  limits.Limits
	apiKeys string
}

// addTo adds the flags.
func (f *limitFlags) addTo(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.limits.MaxQueries, "max-queries", 0, "queries and updates answered at the same time (default 8 per processor)")
	flags.Float64Var(&f.limits.ClientSeconds, "client-seconds", 120, "seconds of work per minute that one client's queries and reports may cost; 0 for no limit")
	flags.Float64Var(&f.limits.ClientErrors, "client-errors", 60, "queries per minute that may fail for one client; 0 for no limit")
	flags.Float64Var(&f.limits.ClientRequests, "client-requests", 0, "documents per minute that one client may request (default no limit)")
	flags.StringVar(&f.apiKeys, "api-keys", "", "file of keys, one per line, for X-API-Key; each has a budget of its own")
}

// read returns the limits, with the keys from the file.
func (f *limitFlags) read() (limits.Limits, error) {
	if f.apiKeys == "" {
		return f.limits, nil
	}
	text, err := os.ReadFile(f.apiKeys)
	if err != nil {
		return f.limits, fmt.Errorf("%w: --api-keys: %w", errUsage, err)
	}
	f.limits.APIKeys = strings.Fields(string(text))
	return f.limits, nil
}
