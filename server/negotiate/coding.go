package negotiate

import (
	"net/http"
	"strconv"
	"strings"
)

// Codings are the content codings of answers, in the order of preference.
var Codings = []string{"zstd", "br", "gzip"}

// Coding chooses by the Accept-Encoding header (RFC 9110 section 12.5.3). It is empty
// where the answer is to be sent as it is, which is what clients get that send none.
func Coding(req *http.Request) string {
	qualities := make(map[string]float64)
	for element := range strings.SplitSeq(strings.Join(req.Header.Values("Accept-Encoding"), ","), ",") {
		name, params, _ := strings.Cut(element, ";")
		quality := 1.0
		if text, given := strings.CutPrefix(strings.TrimSpace(params), "q="); given {
			q, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil || q < 0 || q > 1 {
				continue
			}
			quality = q
		}
		if name = strings.ToLower(strings.TrimSpace(name)); name == "x-gzip" {
			name = "gzip"
		}
		qualities[name] = quality
	}
	best, bestQuality := "", qualities["identity"]
	for _, coding := range Codings {
		quality, named := qualities[coding]
		if !named {
			quality = qualities["*"]
		}
		if quality > bestQuality || quality == bestQuality && best == "" && quality > 0 {
			best, bestQuality = coding, quality
		}
	}
	return best
}
