// Package limits keeps a server usable while clients ask too much of it.
//
// It owns admission and budgets. A lane bounds how many requests of a kind are
// answered at once and lets a few more wait for a moment; no client holds all of a
// lane. An account says what a client has left of its seconds, errors and requests
// of a minute. A handler is limited by [Limiter.Hold], where its route is declared.
// To limit something new, give it a [Kind] with a lane and the resources it needs.
//
// The package decides who waits and who is sent away, with 429 or 503 and
// Retry-After. It does not know who the operator is (that is injected), what
// requests mean, or how problems are written.
package limits
