// Package peers builds stores with issn-ld and with the engines that users
// would pick instead, serves them, and measures both, so that every figure in
// a table comes from one run on one machine.
//
// The peers are Virtuoso (Debian package virtuoso-opensource-7), Oxigraph (PyPI
// package pyoxigraph, behind a small HTTP server, oxigraph.py) and Jena TDB2 with Fuseki
// (Maven Central). [Install] puts them below a working folder.
//
// All engines get the same file. Each is set up as its manual says for a
// machine of this size, with the same limit of memory: see the comment of each
// engine's type.
package peers
