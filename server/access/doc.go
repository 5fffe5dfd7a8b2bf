// Package access says who a client is.
//
// It owns the operator's token: what counts as showing it and how one is asked for it.
// Handlers that change data or show what others do call [Operator.Authorize] first.
// The package knows nothing of what is guarded.
package access
