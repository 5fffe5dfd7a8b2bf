package reply

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/issn-ld/issn-ld/server/negotiate"
)

// HeadBytes is how much of a stream is held back before the response begins: an
// error up to there still gets a problem document.
const HeadBytes = 64 << 10

// SendTimeout is how long a client may take to receive a part of a stream, of
// [HeadBytes]. One that does not read keeps neither its query nor its snapshot.
const SendTimeout = 60 * time.Second

// AnswerTime is how long requests that have been cancelled get to tell their clients
// so.
const AnswerTime = 2 * time.Second

// Streamed is a response that is written while its result is read.
type Streamed struct {
	ETag, ContentType, CacheControl string
	// Write writes the whole body, or as much as tells whether there is any, and
	// returns the number of rows.
	Write func(w io.Writer, first bool) (int64, error)
	// Empty answers where there are no rows; nil sends the empty body.
	Empty func()
	// OnStop has a function called when what is read is stopped, until the one that it
	// returns is called, as [sparql.Result.OnStop] does.
	OnStop func(stop func()) (cancel func() bool)
	// Failed answers for an error before the response has begun.
	Failed func(err error)
}

// Stream sends a response whose errors up to its first [HeadBytes] still get a
// problem document. Later ones cut it off.
func (r *Replier) Stream(w http.ResponseWriter, req *http.Request, s *Streamed) {
	h := w.Header()
	if s.ETag != "" {
		h.Set("ETag", s.ETag)
	}
	h.Set("Cache-Control", s.CacheControl)
	if s.ETag != "" && negotiate.NotModified(w, req, s.ETag, time.Time{}) {
		return
	}
	out := &startedWriter{ResponseWriter: w}
	defer s.OnStop(out.stop)()
	buffer := r.heads.get(out)
	defer r.heads.put(buffer)
	h.Set("Content-Type", s.ContentType)
	head := req.Method == http.MethodHead
	n, err := s.Write(buffer, head)
	if err == nil && !head && (n > 0 || s.Empty == nil) {
		err = buffer.Flush()
	}
	switch {
	case err != nil && out.started:
		r.CutOff(w, req, err)
	case err != nil:
		h.Del("ETag")
		h.Del("Content-Type")
		s.Failed(err)
	case n == 0 && s.Empty != nil:
		h.Del("ETag")
		h.Del("Content-Type")
		s.Empty()
	case head:
		w.WriteHeader(http.StatusOK)
	}
}

// SendFile sends a file that does not change, or the ranges of it that the request asks
// for; the header has its entity tag and media type. A client may take [SendTimeout] for
// each part. Ranges that the file does not have are a problem of status 416.
func (r *Replier) SendFile(w http.ResponseWriter, req *http.Request, modified time.Time, content io.ReadSeeker) {
	asIs(w)
	paced := &pacedWriter{ResponseWriter: w}
	http.ServeContent(paced, req, "", modified, content)
	if !paced.noRange {
		return
	}
	h := w.Header()
	for _, name := range [...]string{"Repr-Digest", "ETag", "Last-Modified"} { // of the file, not of the problem
		h.Del(name)
	}
	if size, err := content.Seek(0, io.SeekEnd); err == nil {
		h.Set("Content-Range", fmt.Sprintf("bytes */%d", size)) // of malformed ranges too (RFC 9110 section 15.5.17)
	}
	r.Fail(w, req, Problem{
		Type: ProblemRange, Status: http.StatusRequestedRangeNotSatisfiable, Title: "No such range",
		Detail: "The file does not have the range " + strconv.Quote(req.Header.Get("Range")) + "; Content-Range has its length.",
	})
}

// pacedWriter gives a client time for each part of a response. It keeps back the answer
// that the file does not have a range.
type pacedWriter struct {
	http.ResponseWriter
	noRange bool
}

// WriteHeader implements [http.ResponseWriter].
func (w *pacedWriter) WriteHeader(status int) {
	if w.noRange = status == http.StatusRequestedRangeNotSatisfiable; !w.noRange {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Unwrap gives [http.ResponseController] the connection's own writer.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *pacedWriter) Write(p []byte) (int, error) {
	if w.noRange {
		return len(p), nil
	}
	// Without effect where the connection has no deadlines, as in tests.
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(SendTimeout))
	return w.ResponseWriter.Write(p)
}

// startedWriter sends a response and knows whether anything has been sent.
type startedWriter struct {
	http.ResponseWriter
	started bool // read by the handler alone

	mu      sync.Mutex // guards what follows
	writing bool
	stopped bool
}

// errStopped ends the writing of a result whose query has been stopped.
var errStopped = errors.New("the query was stopped")

func (w *startedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	if w.stopped && w.started {
		w.mu.Unlock()
		return 0, errStopped
	}
	timeout := SendTimeout
	if w.stopped { // between the last row and this, the first and only part
		timeout = AnswerTime
	}
	w.started, w.writing = true, true
	// Without effect where the connection has no deadlines, as in tests.
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(timeout))
	w.mu.Unlock()
	n, err := w.ResponseWriter.Write(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writing = false
	return n, err
}

// stop ends the writing: a client that does not read keeps no query beyond its time.
func (w *startedWriter) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	if w.writing {
		_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now())
	}
}

// heads keeps the buffers of streams that have been sent for the next ones.
type heads struct{ pool sync.Pool }

// get returns a buffer of HeadBytes before w.
func (h *heads) get(w io.Writer) *bufio.Writer {
	if kept, ok := h.pool.Get().(*bufio.Writer); ok {
		kept.Reset(w)
		return kept
	}
	return bufio.NewWriterSize(w, HeadBytes)
}

// put takes a buffer back, with what has not been sent.
func (h *heads) put(b *bufio.Writer) {
	b.Reset(nil)
	h.pool.Put(b)
}

// bodies keeps the memory of documents that have been sent for the next ones.
type bodies struct{ pool sync.Pool }

// maxKeptBody bounds what is kept: descriptions take tens of kilobytes, controlled
// lists more.
const maxKeptBody = 256 << 10

// Body returns an empty buffer for a response. The caller gives it back with
// [Replier.Done] when nobody uses its bytes any more.
func (r *Replier) Body() *bytes.Buffer {
	if kept, ok := r.bodies.pool.Get().(*bytes.Buffer); ok {
		kept.Reset()
		return kept
	}
	return new(bytes.Buffer)
}

// Done takes a buffer back.
func (r *Replier) Done(body *bytes.Buffer) {
	if body.Cap() <= maxKeptBody {
		r.bodies.pool.Put(body)
	}
}
