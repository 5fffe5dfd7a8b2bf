package register

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/marc"
	"github.com/issn-ld/issn-ld/register/ingest"
	"github.com/issn-ld/issn-ld/register/mapping"
	"github.com/issn-ld/issn-ld/store"
)

// Input is a file or stream of records.
type Input = ingest.Input[*marc.Record]

// Incident is a record that was refused or taken with warnings.
type Incident = ingest.Incident[*marc.Record]

// Reasons for refusing a record, besides the reasons of the mapping.
const (
	ReasonOlder      = "older"      // than the store's record
	ReasonCorrected  = "corrected"  // a newer one among the inputs has another ISSN
	ReasonUnreadable = "unreadable" // not a record
	ReasonNoISSN     = "no-issn"    // skipped
)

// batchRecords is how many records of a change file one transaction applies. Each batch
// is wholly on disk before the next begins.
const batchRecords = 256

// UpdateOptions tunes [Update]. Hooks that are nil are not called.
type UpdateOptions struct {
	OnReject   func(Incident) error
	OnProgress func(done, total int) // after each transaction
	Observers  []Observer
}

// UpdateReport counts the effects of an update.
type UpdateReport struct {
	Read       int64
	Created    int64
	Changed    int64
	Unchanged  int64
	Cancelled  int64
	Suppressed int64
	Withdrawn  int64
	Skipped    map[string]int64 // by reason
	Rejected   map[string]int64 // by reason
}

// updater is one run of [Update].
type updater struct {
	db     *store.DB
	opt    UpdateOptions
	report UpdateReport
}

// sourced is a change with its origin.
type sourced struct {
	Change
	input  string
	number int
	record *marc.Record
}

// Update applies the records of change files in the order of their versions, or of the
// files for equal versions, in durable transactions. Transactions committed before an
// error stay; the report covers them.
func Update(ctx context.Context, db *store.DB, inputs []Input, opt UpdateOptions) (*UpdateReport, error) {
	u := &updater{db: db, opt: opt, report: UpdateReport{Skipped: map[string]int64{}, Rejected: map[string]int64{}}}
	changes, err := u.read(ctx, inputs)
	if err != nil {
		return &u.report, err
	}
	slices.SortStableFunc(changes, func(a, b sourced) int { return a.Version.Compare(b.Version) })
	if err := addLists(ctx, db); err != nil {
		return &u.report, err
	}
	for done := 0; done < len(changes); {
		n, err := u.apply(ctx, changes[done:min(done+batchRecords, len(changes))])
		if err != nil {
			return &u.report, err
		}
		done += n
		if opt.OnProgress != nil {
			opt.OnProgress(done, len(changes))
		}
	}
	return &u.report, nil
}

// read maps all records of the files.
func (u *updater) read(ctx context.Context, inputs []Input) ([]sourced, error) {
	var changes []sourced
	m := mapping.NewMapper(mapping.Options{})
	for _, in := range inputs {
		src, err := in.Open()
		if err != nil {
			return nil, err
		}
		for number := 1; ; number++ {
			rec, err := src.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				err = ctx.Err()
			}
			c := sourced{input: in.Name, number: number, record: rec}
			if err == nil {
				c.Change, err = ChangeOf(m, rec)
			}
			if err != nil {
				if err := u.refused(&c, err); err != nil {
					return nil, errors.Join(err, src.Close())
				}
				continue
			}
			u.report.Read++
			changes = append(changes, c)
		}
		if err := src.Close(); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// refused counts a record that is not applied.
func (u *updater) refused(c *sourced, err error) error {
	v := Classify(err)
	switch v.Outcome {
	case ingest.Failed:
		return err
	case ingest.Skipped:
		u.report.Read++
		u.report.Skipped[v.Reason]++
		return nil
	case ingest.Rejected:
	}
	u.report.Read++
	return u.reject(c, v, err)
}

// reject counts a rejected record and hands it on.
func (u *updater) reject(c *sourced, v ingest.Verdict, err error) error {
	u.report.Rejected[v.Reason]++
	if u.opt.OnReject == nil {
		return nil
	}
	return u.opt.OnReject(Incident{Verdict: v, Input: c.input, Number: c.number, Record: c.record, Err: err})
}

// apply makes the changes of a batch one durable transaction, up to the first that
// depends on one before it. It returns how many it made.
func (u *updater) apply(ctx context.Context, batch []sourced) (int, error) {
	changes := make([]Change, len(batch))
	for i := range batch {
		changes[i] = batch[i].Change
	}
	events, err := applyFirst(ctx, u.db, changes, false, u.opt.Observers)
	if err != nil {
		return 0, err
	}
	for i := range events {
		u.report.Withdrawn += int64(len(events[i].Corrected))
		if e := &events[i]; e.Kind == Outdated {
			err := u.reject(&batch[i], ingest.Verdict{Outcome: ingest.Rejected, Reason: ReasonOlder}, olderError(e.ISSN, e.Version, e.Held))
			if err != nil {
				return 0, err
			}
			continue
		}
		*u.report.counter(events[i].Kind)++
	}
	return len(events), nil
}

// counter returns the counter for a kind of change.
func (r *UpdateReport) counter(k Kind) *int64 {
	return [...]*int64{
		Unchanged: &r.Unchanged, Created: &r.Created, Changed: &r.Changed, Cancels: &r.Cancelled, Suppresses: &r.Suppressed, Withdraws: &r.Withdrawn,
	}[k]
}

// olderError reports a record that is older than the store's.
func olderError(n issn.ISSN, version, held time.Time) error {
	day := version.Format(time.DateOnly) == held.Format(time.DateOnly)
	text := func(at time.Time) string {
		switch {
		case at.IsZero():
			return "no date"
		case day:
			return at.Format(versionLayout)
		}
		return at.Format(time.DateOnly)
	}
	return fmt.Errorf("%s of %s is %w, which is of %s", n, text(version), ErrOlder, text(held))
}

// Classify judges an error from a source of records or from the mapping.
func Classify(err error) ingest.Verdict {
	_, isUnreadable := errors.AsType[*marc.RecordError](err)
	reject, isReject := errors.AsType[*mapping.Reject](err)
	switch {
	case errors.Is(err, mapping.ErrNoISSN):
		return ingest.Verdict{Outcome: ingest.Skipped, Reason: ReasonNoISSN}
	case errors.Is(err, ErrCorrected):
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: ReasonCorrected}
	case errors.Is(err, ErrOlder):
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: ReasonOlder}
	case isUnreadable:
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: ReasonUnreadable}
	case isReject:
		return ingest.Verdict{Outcome: ingest.Rejected, Reason: string(reject.Reason)}
	}
	return ingest.Verdict{Outcome: ingest.Failed}
}

// TotalRejected returns the number of rejected records.
func (r *UpdateReport) TotalRejected() (n int64) {
	for _, k := range r.Rejected {
		n += k
	}
	return n
}
