package formats

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
)

// maxObject bounds the length of a JSON object in bytes. Some Wikidata items have
// several megabytes.
const maxObject = 64 << 20

// Object is a JSON object of which only some values are needed.
type Object map[string]json.RawMessage

// Text returns the first of the values that is a non-empty string or a number.
func (o Object) Text(names ...string) string {
	for _, name := range names {
		raw := o[name]
		if len(raw) == 0 {
			continue
		}
		var s string
		if raw[0] == '"' && json.Unmarshal(raw, &s) == nil {
			if s = CleanText(s); s != "" {
				return s
			}
			continue
		}
		if raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9' {
			return string(raw)
		}
	}
	return ""
}

// List returns the strings of an array, or the string itself.
func (o Object) List(name string) []string {
	raw := o[name]
	if len(raw) == 0 || raw[0] != '[' {
		if s := o.Text(name); s != "" {
			return []string{s}
		}
		return nil
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var found []string
	for _, item := range items {
		if s := (Object{"": item}).Text(""); s != "" {
			found = append(found, s)
		}
	}
	return found
}

// Sub returns a nested object; nil if there is none.
func (o Object) Sub(name string) Object {
	var inner Object
	if raw := o[name]; len(raw) > 0 && raw[0] == '{' && json.Unmarshal(raw, &inner) == nil {
		return inner
	}
	return nil
}

// Values returns the texts of a JSON-LD property: strings, values and ids, single or in
// an array.
func (o Object) Values(names ...string) []string {
	var found []string
	for _, name := range names {
		raw := o[name]
		if len(raw) == 0 {
			continue
		}
		items := []json.RawMessage{raw}
		if raw[0] == '[' && json.Unmarshal(raw, &items) != nil {
			continue
		}
		for _, item := range items {
			inner := Object{"": item}
			text := inner.Text("")
			if node := inner.Sub(""); node != nil {
				text = node.Text("@value", "@id")
			}
			if text != "" {
				found = append(found, text)
			}
		}
	}
	return found
}

// Subs returns the objects of an array, or the object itself.
func (o Object) Subs(name string) []Object {
	if inner := o.Sub(name); inner != nil {
		return []Object{inner}
	}
	var inner []Object
	if raw := o[name]; len(raw) > 0 && raw[0] == '[' && json.Unmarshal(raw, &inner) == nil {
		return inner
	}
	return nil
}

// Truth returns a truth value as a claim.
func (o Object) Truth(name string) Claim {
	switch string(o[name]) {
	case "true":
		return Yes
	case "false":
		return No
	}
	return Truth(o.Text(name))
}

// JSON is a format of JSON values, one per line or as the elements of an array (at the
// top or under one of the keys in Arrays).
type JSON struct {
	Label string
	// Need lists words that must occur literally at the start of the file.
	Need []string
	// AnyOf lists words, one of which must occur literally in a value for it to be
	// parsed at all: most of a Wikidata dump has no ISSN.
	AnyOf []string
	// Arrays lists members of a top object that hold the values.
	Arrays []string
	Fill   func(o Object, row *Row)
	// FillArray is used instead of fill for values that are arrays, which must be one
	// per line.
	FillArray func(values []Object, row *Row)
}

// Name implements [Format].
func (f *JSON) Name() string { return f.Label }

// Sniff looks for a JSON value and the words that the format needs.
func (f *JSON) Sniff(_ string, head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	if f.FillArray != nil && !bytes.HasPrefix(head, []byte("[{")) {
		return false
	}
	for _, word := range f.Need {
		if !bytes.Contains(head, []byte(word)) {
			return false
		}
	}
	return true
}

// Read yields a row for each value.
func (f *JSON) Read(ctx context.Context, in *Input, emit func(*Row) error) error {
	take := func(raw []byte, line int64) error {
		in.Row.Record++
		in.Row.reset()
		in.Row.Line = line
		f.one(raw, &in.Row)
		if in.Row.Record%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return emit(&in.Row)
	}
	if f.FillArray == nil && (f.wraps(in.Head) || !oneALine(in.Head)) {
		return f.elements(in.Reader, func(raw []byte) error { return take(raw, 0) })
	}
	return Lines(in.Reader, func(line []byte, number int64) error {
		line = bytes.TrimRight(bytes.TrimSpace(line), ",")
		if len(line) == 0 || f.FillArray == nil && (string(line) == "[" || string(line) == "]") {
			return nil
		}
		return take(line, number)
	})
}

// one fills the row from one value.
func (f *JSON) one(raw []byte, row *Row) {
	if f.FillArray != nil {
		var values []Object
		if err := json.Unmarshal(raw, &values); err != nil {
			row.RejectFor(RejectSyntax, err.Error())
			return
		}
		f.FillArray(values, row)
		return
	}
	if len(f.AnyOf) > 0 && !slices.ContainsFunc(f.AnyOf, func(word string) bool { return bytes.Contains(raw, []byte(word)) }) && json.Valid(raw) {
		row.SkipFor(SkipNoISSN, "")
		return
	}
	var o Object
	if err := json.Unmarshal(raw, &o); err != nil || o == nil {
		detail := "not an object"
		if err != nil {
			detail = err.Error()
		}
		row.RejectFor(RejectSyntax, detail)
		return
	}
	f.Fill(o, row)
}

// oneALine reports whether the file has one value per line: the first line other than a
// lone bracket is a whole value, or is longer than head.
func oneALine(head []byte) bool {
	rest := bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(rest, []byte("[")) {
		after := bytes.TrimLeft(rest[1:], " \t")
		if !bytes.HasPrefix(after, []byte("\n")) && !bytes.HasPrefix(after, []byte("\r\n")) {
			return false
		}
		rest = bytes.TrimLeft(after, " \t\r\n")
	}
	line, _, whole := bytes.Cut(rest, []byte("\n"))
	if !whole {
		return len(head) >= sniffBytes || json.Valid(bytes.TrimRight(bytes.TrimSpace(line), ","))
	}
	return json.Valid(bytes.TrimRight(bytes.TrimSpace(line), ","))
}

// wraps reports whether the file is one object on one line that holds the values in one
// of the arrays.
func (f *JSON) wraps(head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte("\n"))
	var o Object
	if len(f.Arrays) == 0 || json.Unmarshal(line, &o) != nil {
		return false
	}
	return slices.ContainsFunc(f.Arrays, func(name string) bool { return bytes.HasPrefix(o[name], []byte("[")) })
}

// elements reads the values of an array, of the named member of an object, or a
// sequence of values.
func (f *JSON) elements(r io.Reader, take func([]byte) error) error {
	dec := json.NewDecoder(r)
	for {
		token, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return jsonError(err)
		case token == json.Delim('['):
			if err := drain(dec, take); err != nil {
				return err
			}
		case token == json.Delim('{'):
			if err := f.members(dec, take); err != nil {
				return err
			}
		}
	}
}

// members reads the members of a top object: an array with one of the names is
// read element by element; if there was none, the object itself is the value.
func (f *JSON) members(dec *json.Decoder, take func([]byte) error) error {
	self := map[string]json.RawMessage{}
	found := false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return jsonError(err)
		}
		name, _ := key.(string)
		if slices.Contains(f.Arrays, name) {
			open, err := dec.Token()
			if err != nil {
				return jsonError(err)
			}
			if open == json.Delim('[') {
				found = true
				if err := drain(dec, take); err != nil {
					return err
				}
				continue
			}
			if self[name], err = remainder(dec, open); err != nil {
				return err
			}
			continue
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return jsonError(err)
		}
		self[name] = value
	}
	if _, err := dec.Token(); err != nil {
		return jsonError(err)
	}
	if found {
		return nil
	}
	raw, err := json.Marshal(self)
	if err != nil {
		return jsonError(err)
	}
	return take(raw)
}

// remainder returns the value that starts with a token, which must not be an array
// bracket.
func remainder(dec *json.Decoder, token json.Token) (json.RawMessage, error) {
	if token != json.Delim('{') {
		raw, err := json.Marshal(token)
		if err != nil {
			return nil, jsonError(err)
		}
		return raw, nil
	}
	inner := map[string]json.RawMessage{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, jsonError(err)
		}
		name, _ := key.(string)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, jsonError(err)
		}
		inner[name] = value
	}
	if _, err := dec.Token(); err != nil {
		return nil, jsonError(err)
	}
	raw, err := json.Marshal(inner)
	if err != nil {
		return nil, jsonError(err)
	}
	return raw, nil
}

// drain reads the remaining elements of an array.
func drain(dec *json.Decoder, take func([]byte) error) error {
	for dec.More() {
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return jsonError(err)
		}
		if err := take(value); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return jsonError(err)
	}
	return nil
}

// ErrSyntax marks a file that is unreadable from some point on.
var ErrSyntax = errors.New("syntax error")

func jsonError(err error) error { return errors.Join(ErrSyntax, err) }

// Lines calls take for each line that is not blank, with its number from 1.
func Lines(r io.Reader, take func(line []byte, number int64) error) error {
	br, ok := r.(*bufio.Reader)
	if !ok {
		br = bufio.NewReaderSize(r, 64<<10)
	}
	var buf []byte
	for number := int64(1); ; {
		part, err := br.ReadSlice('\n')
		line := part
		if len(buf) > 0 || errors.Is(err, bufio.ErrBufferFull) {
			buf = append(buf, part...)
			line = buf
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(buf) < maxObject:
			continue
		case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			if err := take(line, number); err != nil {
				return err
			}
		}
		buf = buf[:0]
		if errors.Is(err, io.EOF) {
			return nil
		}
		number++
	}
}
