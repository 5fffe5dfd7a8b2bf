package links

import (
	"context"
	"errors"
	"slices"

	"github.com/issn-ld/issn-ld/issn"
	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/links/sources"
)

// errSurveyed ends the survey of a file early.
var errSurveyed = errors.New("nothing to survey")

// survey reads the files in scattered formats to find the items that stand for several
// ISSN-Ls, so that none of their rows is taken for an identity. It reports nothing: the
// second reading does.
func (l *linker) survey(ctx context.Context, src sources.Source, files []*formats.File) error {
	if len(l.info.Scattered) == 0 {
		return nil
	}
	first := map[string]issn.ISSN{}
	for _, f := range files {
		err := src.Read(ctx, f, func(r *formats.Row) error {
			if !slices.Contains(l.info.Scattered, r.Format) {
				return errSurveyed
			}
			if r.IRI == "" || r.Reject != "" || r.Skip != "" {
				return nil
			}
			linkings, err := l.leadsTo(r)
			if err != nil {
				return err
			}
			for _, n := range linkings {
				if other, seen := first[r.IRI]; seen && other != n {
					l.spread[r.IRI] = true
				}
				first[r.IRI] = n
			}
			return nil
		})
		if err != nil && !errors.Is(err, errSurveyed) {
			return err
		}
	}
	return nil
}

// leadsTo returns the ISSN-Ls of the numbers of a row.
func (l *linker) leadsTo(r *formats.Row) ([]issn.ISSN, error) {
	var all []target
	for _, num := range r.Numbers {
		n, err := issn.Clean(num.Text)
		if err != nil || num.Role == formats.RoleLinking {
			continue
		}
		found, _, err := resolve(l.reg, n)
		if err != nil {
			return nil, err
		}
		for i := range found {
			found[i].role = num.Role
		}
		all = append(all, found...)
	}
	m := match{targets: strongest(all)}
	return m.linkings(), nil
}
