// Package pace lets long work stop in time and give way to other work.
//
// Work on a query calls [Yield] once for each batch or round of a loop, or counts
// small steps with a [Meter]. There it waits until it is its turn, and learns
// whether its context has ended. The context itself stays an ordinary one: looking
// at its error never blocks.
package pace

import "context"

// Pacer decides when work may go on.
type Pacer interface {
	// Wait returns when the work may go on, or when ctx has ended. It may be called
	// concurrently and is quick where nobody else wants to run.
	Wait(ctx context.Context)
}

type pacerKey struct{}

// With returns a context whose work waits for p.
func With(ctx context.Context, p Pacer) context.Context {
	return context.WithValue(ctx, pacerKey{}, p)
}

// Yield lets other work run where it is due. It returns the cause for which ctx has
// ended, nil while it lives.
func Yield(ctx context.Context) error {
	if p, ok := ctx.Value(pacerKey{}).(Pacer); ok {
		p.Wait(ctx)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// stepsPerYield is the number of small steps after which a meter yields: at well
// under a microsecond a step, about a millisecond of work.
const stepsPerYield = 4096

// Meter counts small steps of work, such as tokens read or names compared, and
// yields once in a while. The zero value is ready for use. A meter belongs to one
// goroutine.
type Meter struct{ steps int }

// Add counts n steps, and yields if many have been counted since it last did.
func (m *Meter) Add(ctx context.Context, n int) error {
	if m.steps += n; m.steps < stepsPerYield {
		return nil
	}
	m.steps = 0
	return Yield(ctx)
}
