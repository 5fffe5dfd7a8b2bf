// Package remote asks other servers: SPARQL endpoints for SERVICE, and documents
// for LOAD.
//
// Nothing is reached but what the operator has named in an [Allowed] list. Every
// address is held against it: that of a request, those that a variable of a query
// gives, and those that a redirection leads to. Proxies are used only where the
// [Options] name one, credentials and cookies never.
//
// # What an answer may cost
//
// Each request has a time to connect, a time until the answer begins and a time
// until it ends, all of them within the deadline of its context. Answers are read
// as streams; the bytes of an answer and of one of its rows are bounded after
// decompression, and few requests go to one host at once. What bounds the rows is
// the memory budget of the query that asks.
package remote
