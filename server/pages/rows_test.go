package pages

import (
	"html/template"
	"strings"
	"testing"
)

// rowsTemplate is what the rows of a page looked like as a template: package
// html/template decides how they are escaped.
const rowsTemplate = `{{define "rows"}}
{{- range .}}
<div><dt title="{{.IRI}}">{{.Label}}</dt>
{{- range .Values}}
<dd{{with .Lang}} lang="{{.}}"{{end}} dir="{{or .Dir "auto"}}">
{{- if .Href}}<a href="{{.Href}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}
{{- with .Note}} <small>{{.}}</small>{{end}}
{{- if .Rows}}<dl class="part">{{template "rows" .Rows}}</dl>{{end -}}
</dd>
{{- end}}</div>
{{- end}}
{{- end}}
{{- template "rows" .}}`

// FuzzRows compares the rows with those of the template.
func FuzzRows(f *testing.F) {
	for _, s := range [][2]string{
		{"Nature", "/resource/ISSN/0028-0836#Record"},
		{`a "quoted" <b>&amp;+'`, `https://example.org/?a=b&c="d" e+'f'(g)%zz%41é`},
		{"\x00\xff\u2028", "http://[::1]:80/\x00\xff<script>"},
		{"x", "javascript:alert(1)"},
		{"", ""},
	} {
		f.Add(s[0], s[1])
	}
	t := template.Must(template.New("").Parse(rowsTemplate))
	f.Fuzz(func(tt *testing.T, text, address string) {
		if address != "" && !strings.HasPrefix(address, "/") && !isWebAddress(address) {
			address = "/" + address // pages have no others
		}
		v := Value{Text: text, Href: address, Note: text}
		rows := []row{{Label: text, IRI: address, Values: []Value{v, {Text: text, Lang: text, Dir: text, Rows: []row{{Label: text, Values: []Value{v}}}}}}}
		var want strings.Builder
		if err := t.Execute(&want, rows); err != nil {
			tt.Fatal(err)
		}
		if got := string(section{Rows: rows}.Body()); got != want.String() {
			tt.Errorf("got\n%s\nwant\n%s", got, want.String())
		}
	})
}
