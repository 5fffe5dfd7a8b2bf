// Package access says who a client is, and where it finds the server.
//
// It owns the operator's token: what counts as showing it, how one is asked for it, and
// that it cannot be guessed. Handlers that change data or show what others do call
// [Operator.Authorize] first. It owns the front of the server as well ([Front]): the names
// under which it may be addressed, the proxies that are believed, and with that the address
// of a client.
//
// The package knows nothing of what is guarded or linked to.
package access
