// Package catalog says what datasets there are and hands them out: the VoID and DCAT
// description, the SPARQL service description, and the dumps.
//
// It owns what is said about graphs as datasets (numbers, licences, linksets,
// distributions) and how a dump is made. To state something more about a dataset, add it in
// datasetdescription.go; a figure that has to be counted comes from the engine's
// statistics, cached by the version of the store.
//
// The package reads through [Reader] alone and knows no single resource.
package catalog
