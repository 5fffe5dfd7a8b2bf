package main

import (
	"fmt"
	"log/slog"

	"github.com/issn-ld/issn-ld/store"
)

// compaction applies --compact-rate, which sets when and how fast a server compacts its
// store, and logs the results.
func (f *serveFlags) compaction(opt *store.Options, log *slog.Logger) error {
	rate, err := parseSize(f.compactRate)
	if err != nil {
		return fmt.Errorf("%w: --compact-rate: %w", errUsage, err)
	}
	if rate == 0 {
		opt.CompactRows = -1
	}
	opt.CompactBytesPerSecond = rate
	opt.Events.Compacted = func(st store.CompactStats) {
		log.Info("compacted", "level", st.Level.String(), "changes", st.Changes, "blocks", st.Blocks, "written", st.Written,
			"bytes", st.Bytes, "dead", st.Dead, "seconds", st.Seconds)
	}
	opt.Events.CompactFailed = func(err error) {
		log.Error("compaction failed; the store goes on as it was", "error", err)
	}
	return nil
}
