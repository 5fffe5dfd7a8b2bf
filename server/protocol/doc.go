// Package protocol answers the SPARQL 1.1 Protocol and the SPARQL 1.1 Graph Store HTTP
// Protocol: /sparql, /graphs, and for the operator /queries.
//
// It owns how requests become operations (parameters, bodies, datasets, time-outs), how
// results are streamed, and which problem an error of the engine is ([Service.QueryFailed]).
// To let a query take another parameter, read it in operation.go; to add a form of
// results, put it on a menu of server/negotiate and write it in result.go.
//
// The package reads and writes through [Engine] alone. It describes no datasets (that
// is injected), and limits nothing: the routes of package server do.
package protocol
