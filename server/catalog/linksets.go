package catalog

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql"
	"github.com/issn-ld/issn-ld/vocab"
)

// linkProperties are the properties whose triples are links between datasets.
var linkProperties = []string{
	vocab.OWL + "sameAs", vocab.SKOS + "exactMatch", vocab.SKOSCloseMatch, vocab.SchemaSameAs,
	vocab.SchemaIncludedInDataCatalog, vocab.SchemaSubjectOf, vocab.ISSNCandidate,
}

// descriptionWait is how long a description of the datasets waits for what is counted and
// made for it: its links, and then its dumps. After that it is given without.
const descriptionWait = 2 * time.Second

// linksetTime bounds how long counting may take.
const linksetTime = 30 * time.Minute

// linksetCache keeps the linksets of one version of the store. They are counted
// beside the requests, once for each version that is asked for.
type linksetCache struct {
	mu      sync.Mutex // guards what follows
	version uint64
	ready   chan struct{} // closed when the count of version has ended; nil at first
	sets    []sparql.Linkset
	err     error
	stop    context.CancelFunc
}

// get returns the linksets of a version, or false if they are not counted yet.
// A count that failed is tried again by the next call.
func (l *linksetCache) get(ctx context.Context, engine Reader, version uint64) ([]sparql.Linkset, bool, error) {
	ready := l.begin(ctx, engine, version)
	timer := time.NewTimer(descriptionWait)
	defer timer.Stop()
	select {
	case <-ready:
	case <-timer.C:
		return nil, false, nil
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ready != ready {
		return nil, false, nil // another version is being counted
	}
	if l.err != nil {
		l.ready = nil
	}
	return l.sets, l.err == nil, l.err
}

// begin starts the count of a version, unless it is under way or done. A count of
// an earlier version is given up.
func (l *linksetCache) begin(ctx context.Context, engine Reader, version uint64) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ready != nil && l.version == version {
		return l.ready
	}
	if l.stop != nil {
		l.stop()
	}
	ready := make(chan struct{})
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), linksetTime)
	l.version, l.ready, l.stop, l.sets, l.err = version, ready, stop, nil, nil
	go func() {
		defer stop()
		sets, err := engine.Linksets(ctx, linkProperties)
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.ready == ready {
			l.sets, l.err = sets, err
		}
		close(ready)
	}()
	return ready
}

// close gives up a count that is under way, and waits for its end.
func (l *linksetCache) close() {
	l.mu.Lock()
	ready := l.ready
	if l.stop != nil {
		l.stop()
	}
	l.mu.Unlock()
	if ready != nil {
		<-ready
	}
}

// linksets describes the links between what the graphs describe, and to what no
// graph here describes.
func (d *datasetDescription) linksets(sets []sparql.Linkset) {
	outside := make(map[string]rdf.Term)
	for _, l := range sets {
		set := d.blank()
		d.types(set, vocab.VoID+"Linkset")
		d.add(d.dataset(), vocab.VoID+"subset", set)
		d.add(set, vocab.VoID+"linkPredicate", l.Predicate)
		d.add(set, vocab.VoID+"subjectsTarget", l.Subjects)
		d.number(set, vocab.VoID+"triples", l.Triples)
		objects := l.Objects
		if objects.IsZero() {
			var known bool
			if objects, known = outside[l.Space]; !known {
				objects = d.blank()
				outside[l.Space] = objects
				d.types(objects, vocab.VoIDDataset)
				d.add(objects, vocab.VoID+"uriSpace", rdf.NewString(l.Space))
				if strings.Contains(l.Space, "://") {
					d.add(objects, vocab.FOAF+"homepage", rdf.NewIRI(l.Space))
				}
			}
		}
		d.add(set, vocab.VoID+"objectsTarget", objects)
	}
}
