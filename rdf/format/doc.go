// Package format knows the syntaxes of RDF by name, media type and file
// suffix, and opens their readers and writers. Its one table serves the command
// line and the server alike.
package format
