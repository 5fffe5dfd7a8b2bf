package results

import "strings"

// Format is a results format.
type Format uint8

// The formats.
const (
	JSON Format = 0
	XML  Format = 1
	CSV  Format = 2
	TSV  Format = 3
)

// Formats lists all formats, the preferred one first.
var Formats = [...]Format{JSON, XML, CSV, TSV}

// formatNames are the names of a format.
type formatNames struct {
	name, mediaType, suffix string
	also                    string // a media type that means the format too, or ""
}

func (f Format) names() formatNames {
	switch f {
	case XML:
		return formatNames{"XML", "application/sparql-results+xml", ".srx", "application/xml"}
	case CSV:
		return formatNames{"CSV", "text/csv", ".csv", ""}
	case TSV:
		return formatNames{"TSV", "text/tab-separated-values", ".tsv", ""}
	default:
		return formatNames{"JSON", "application/sparql-results+json", ".srj", "application/json"}
	}
}

// String returns the name of f, such as "JSON".
func (f Format) String() string { return f.names().name }

// MediaType returns the registered media type of f, without parameters.
func (f Format) MediaType() string { return f.names().mediaType }

// ContentType returns the media type of f with its charset where it needs one.
func (f Format) ContentType() string {
	if f == CSV || f == TSV {
		return f.MediaType() + "; charset=utf-8"
	}
	return f.MediaType()
}

// Suffix returns the usual suffix of file names, with its dot.
func (f Format) Suffix() string { return f.names().suffix }

// ByMediaType returns the format of a media type, of which parameters are
// ignored. The general types application/json and application/xml count too.
func ByMediaType(mediaType string) (Format, bool) {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	for _, f := range Formats {
		n := f.names()
		if mediaType == n.mediaType || n.also != "" && mediaType == n.also {
			return f, true
		}
	}
	return 0, false
}

// ByName returns the format of a name, suffix or file name, such as "json",
// ".srx" or "answer.tsv".
func ByName(name string) (Format, bool) {
	name = strings.ToLower(name)
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	for _, f := range Formats {
		n := f.names()
		if name == n.suffix[1:] || name == strings.ToLower(n.name) {
			return f, true
		}
	}
	return 0, false
}
