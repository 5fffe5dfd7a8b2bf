package negotiate

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// menus are those of this package.
var menus = map[string]*Menu{
	"documents": Documents, "graphs": GraphsAlone, "graphs and page": GraphsAndPage, "tables": TablesAndPage,
}

// FuzzHeaders gives headers to what reads them: whatever they hold, a form of the menu
// is chosen, and an empty header takes the first.
func FuzzHeaders(f *testing.F) {
	for _, seed := range []string{
		"", "*/*", "text/turtle;q=0.5, application/*;q=0.1", `text/html;level="1,2"`, "<http://schema.org/>;q=0.9", `"`, `a/b;q=`, "*", ",,;",
		`W/"1f-issn-ttl", "2"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		req := httptest.NewRequest("GET", "/", nil)
		req.Header.Set("Accept", header)
		for name, m := range menus {
			form, err := m.Choose(httptest.NewRecorder(), req)
			if (err == nil) == (form == nil) {
				t.Errorf("%s: form %v, error %v", name, form, err)
			}
			if len(parseAccept(header)) == 0 && form != m.Forms()[0] {
				t.Errorf("%s: an empty header takes %v, %v", name, form, err)
			}
		}
		if p := acceptedProfile([]string{header}); p == nil {
			t.Error("no profile")
		} else if !p.IsDefault() && !strings.Contains(header, strings.TrimPrefix(p.IRI, "http")) && !strings.Contains(header, p.Name) {
			t.Errorf("profile %s, which is not in the header", p.Name)
		}
		if ETagListed(header, `"none"`) && !strings.Contains(header, "*") && !strings.Contains(header, `"none"`) {
			t.Error("an ETag that is not in the header is listed")
		}
	})
}

// A client finds every form of a menu by its suffix, by its name and by its media type.
func TestMenus(t *testing.T) {
	for name, m := range menus {
		for _, f := range m.Forms() {
			if got, ok := m.BySuffix("." + f.Suffix); !ok || got != f {
				t.Errorf("%s: .%s is %v", name, f.Suffix, got)
			}
			for _, called := range []string{f.Suffix, f.MediaType, strings.ToUpper(f.MediaType)} {
				if got, ok := m.ByName(called); !ok || got != f {
					t.Errorf("%s: format=%s is %v", name, called, got)
				}
			}
			req := httptest.NewRequest("GET", "/", nil)
			req.Header.Set("Accept", "image/png, "+f.MediaType+";q=0.1")
			if got, err := m.Choose(httptest.NewRecorder(), req); err != nil || got != f {
				t.Errorf("%s: Accept: %s is %v, %v", name, f.MediaType, got, err)
			}
		}
		req := httptest.NewRequest("GET", "/?format=unheard-of", nil)
		req.Header.Set("Accept", m.Forms()[1].MediaType)
		if got, err := m.Choose(httptest.NewRecorder(), req); err != nil || got != m.Forms()[1] {
			t.Errorf("%s: an unknown format= gives %v, %v, not what Accept takes", name, got, err)
		}
		req = httptest.NewRequest("GET", "/", nil)
		req.Header.Set("Accept", "image/png")
		if got, err := m.Choose(httptest.NewRecorder(), req); err == nil {
			t.Errorf("%s: an image is %v", name, got)
		}
	}
}
