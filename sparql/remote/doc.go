// Package remote asks other servers: SPARQL endpoints for SERVICE, and documents
// for LOAD.
//
// Only addresses that the operator named in an [Allowed] list are reached. Every
// address is checked against it: the address of a request, addresses from a variable in
// a query, and the targets of redirections. Proxies are used only if [Options] names
// one; credentials and cookies are never sent.
//
// # Limits on an answer
//
// Each request has a time to connect, a time until the answer begins and a time until
// it ends, all within the deadline of its context. Answers are streamed; the bytes of
// an answer and of each of its rows are bounded after decompression, and only a few
// requests go to one host at once. The memory budget of the query bounds the rows.
package remote
