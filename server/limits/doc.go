// Package limits keeps a server usable while clients ask too much of it.
//
// It owns admission and budgets. A lane bounds how many requests of a kind are
// answered at once and lets a few more wait for a moment. No client holds all of a lane:
// bodies are read before, and who reads slowly goes while others wait. An account says
// what a client has left of its seconds, errors, requests and guesses of a minute. A
// handler is limited by [Limiter.Hold] or [Limiter.HoldBody], where its route is declared.
// To limit something new, give it a [Kind] with a lane and the resources it needs.
//
// The package decides who waits and who is sent away, with 408, 429 or 503 and
// Retry-After. It does not know who the operator is (that is injected), what
// requests mean, or how problems are written. Clients are told apart by
// [net/http.Request.RemoteAddr], which package access sets.
package limits
