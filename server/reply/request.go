package reply

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/issn-ld/issn-ld/sparql"
)

// The media types of bodies that several doors read.
const (
	TypeForm = "application/x-www-form-urlencoded"
	TypeJSON = "application/json"
)

// WithQuery gives the target of a redirect the query string of the request.
func WithQuery(req *http.Request, target string) string {
	if q := req.URL.RawQuery; q != "" {
		target += "?" + q
	}
	return target
}

// BadRequest is the problem of a request that does not make sense.
func BadRequest(format string, args ...any) *Problem {
	return &Problem{Type: ProblemRequest, Status: http.StatusBadRequest, Detail: fmt.Sprintf(format, args...)}
}

// BodyType returns the media type of the body, which has to be in UTF-8.
func BodyType(req *http.Request) (string, *Problem) {
	header := req.Header.Get("Content-Type")
	mediaType, params, err := mime.ParseMediaType(header)
	if err != nil {
		return header, nil
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "us-ascii") {
		return "", &Problem{
			Type: ProblemMediaType, Status: http.StatusUnsupportedMediaType,
			Detail: fmt.Sprintf("The body is to be in UTF-8, not in %s.", charset),
		}
	}
	return mediaType, nil
}

// Body is the body without its content coding, which may have so many bytes before and
// after decoding.
func Body(w http.ResponseWriter, req *http.Request, limit int64) (io.Reader, *Problem) {
	raw := http.MaxBytesReader(w, req.Body, limit)
	var plain io.ReadCloser
	switch coding := strings.ToLower(req.Header.Get("Content-Encoding")); coding {
	case "", "identity":
		return raw, nil
	case "gzip", "x-gzip":
		zr, err := gzip.NewReader(raw)
		if err != nil {
			return nil, BodyProblem(err)
		}
		plain = zr
	case "zstd":
		zr, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, BodyProblem(err)
		}
		plain = zr.IOReadCloser()
	case "br":
		plain = io.NopCloser(brotli.NewReader(raw))
	default:
		w.Header().Set("Accept-Encoding", "gzip, zstd, br")
		return nil, &Problem{
			Type: ProblemMediaType, Status: http.StatusUnsupportedMediaType,
			Detail: fmt.Sprintf("The content coding may be gzip, zstd, br or none, not %q.", coding),
		}
	}
	return http.MaxBytesReader(w, plain, limit), nil
}

// ReadBody reads the body, which may have so many bytes.
func ReadBody(w http.ResponseWriter, req *http.Request, limit int64) (string, *Problem) {
	plain, problem := Body(w, req, limit)
	if problem != nil {
		return "", problem
	}
	var b strings.Builder
	if _, err := io.Copy(&b, &heldReader{r: plain, req: req}); err != nil {
		return "", BodyProblem(err)
	}
	return b.String(), nil
}

// BodyProblem names what the reading of a body met with.
func BodyProblem(err error) *Problem {
	if errors.Is(err, sparql.ErrMemory) {
		return &Problem{
			Type: ProblemMemory, Status: http.StatusServiceUnavailable, Title: "There is no memory for the request",
			Detail: fmt.Sprintf("%v. Send less at once.", err),
		}
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Problem{
			Type: ProblemTooLarge, Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("The body is longer than %d bytes.", tooLarge.Limit),
		}
	}
	return BadRequest("The body could not be read: %v.", err)
}
