// Package reply writes responses: whole bodies, streams, and problem documents
// (RFC 9457). It also reads what every door has to read in the same way: bodies
// within their bounds, and the address by which the client knows the server.
//
// It owns the kinds of problems and how a response fails. What fails before its
// header is sent gets a problem document, as a page for browsers; what fails later
// is cut off so that no client takes it for complete ([CutOff]). To add a kind of
// problem, add its constant and its line in problem.go; docs/http.md tells it too.
//
// Rooms embed a [*Replier]. The package knows no route and nothing of what is
// answered; the page of a problem is injected.
package reply
