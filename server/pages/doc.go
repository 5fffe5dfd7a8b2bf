// Package pages makes HTML.
//
// It owns the templates and static files, which are embedded, and what a page shows of
// the data: the sections of a record page, their order and labels, the links of the
// section Elsewhere. [Pages.Render] writes a page of a kind; its data are [Resource],
// [List], [Query], [Home] or a problem. To put a field on the record page, add its property to
// sections.go; to show something that is no property, add rows in resource.go. Pages
// work without JavaScript.
//
// The package gets what it shows from its callers and from [Data], knows no route but
// the addresses that it links to, and answers no request.
package pages
