package links

import (
	"slices"

	"github.com/issn-ld/issn-ld/links/formats"
	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/vocab"
)

// listing is a serial on a list.
type listing struct{ subject, list string }

// withdrawal is a row's statement that a serial was withdrawn from a list. It is kept
// until all files are read: a serial listed again is not withdrawn.
type withdrawal struct {
	listing
	link link
	d    Discrepancy
}

// listed records the lists that a row says a serial is in.
func (l *linker) listed(subject string, it *formats.Item) {
	for _, list := range it.ListedIn {
		l.onList[listing{subject, list}] = true
	}
}

// withdraw keeps a link that says a serial was withdrawn.
func (l *linker) withdraw(r *formats.Row, k link) {
	item := r.Item
	item.Numbers, item.Titles, item.Facts = slices.Clone(item.Numbers), slices.Clone(item.Titles), slices.Clone(item.Facts)
	item.Withdrawn, item.Publisher.IDs = slices.Clone(item.Withdrawn), slices.Clone(item.Publisher.IDs)
	k.item, k.fileNode = &item, l.out.fileNode
	d := l.discrepancy(r, ListedWithdrawn, k.target.number.String())
	d.Serial, d.Found, d.Expected = k.subject, "withdrawn", "listed"
	for _, f := range item.Facts {
		if f.Predicate == vocab.SchemaDateModified {
			d.Found += " " + f.Object.Value()
		}
	}
	l.withdrawn = append(l.withdrawn, withdrawal{listing{k.subject, item.Withdrawn[0]}, k, d})
}

// settleWithdrawn writes the withdrawals of serials that are not listed, and reports
// the others.
func (l *linker) settleWithdrawn() error {
	for i := range l.withdrawn {
		w := &l.withdrawn[i]
		if l.onList[w.listing] {
			if err := l.tell(w.d); err != nil {
				return err
			}
			continue
		}
		l.out.fileNode = w.link.fileNode
		written, err := l.out.link(&w.link)
		if err != nil {
			return err
		}
		if written {
			l.report.Links++
			l.report.ByBasis[w.link.target.basis]++
		}
		node := w.link.node
		for _, list := range w.link.item.Withdrawn {
			if err := l.out.give(node, vocab.ISSNWithdrawnFrom, rdf.NewIRI(list)); err != nil {
				return err
			}
		}
	}
	return nil
}
