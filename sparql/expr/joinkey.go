package expr

import (
	"strconv"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/rdf/xsd"
	"github.com/issn-ld/issn-ld/vocab"
)

// joinKey is the function [algebra.JoinKey]: a term that is the same for values that are
// equal by "=" or sameTerm. Values that are not equal may share one: what is joined on
// keys is compared afterwards.
func joinKey(ev *evaluator, args []value, out *value) error {
	v := &args[0]
	x, typed, err := v.xsd(ev)
	if err != nil {
		return err
	}
	if !typed {
		t, err := v.rdf(ev)
		if err != nil {
			return err
		}
		if t.IsTripleTerm() { // equal if their parts are
			out.setString("triple")
			return nil
		}
		*out = *v
		return nil
	}
	if n, ok := x.Number(); ok {
		out.setTerm(rdf.NewLiteral(numberKey(n), vocab.XSDDouble))
		return nil
	}
	switch t := x.Type(); {
	case t == xsd.TString:
		*out = *v
	case t.IsDuration():
		out.setString("duration") // all of them: one value has many terms
	case t.IsDateTime():
		out.setString(t.IRI() + momentKey(x))
	default:
		out.setTerm(rdf.NewLiteral(x.String(), t.IRI()))
	}
	return nil
}

// numberKey is the number to the precision of a float, to which others are rounded when
// they are compared with one.
func numberKey(n xsd.Number) string {
	f := n.Float32()
	if f == 0 {
		f = 0 // not -0
	}
	return strconv.FormatFloat(float64(f), 'g', -1, 32)
}

// momentKey is a date or time without its time zone, brought to UTC. One with a time zone
// is never equal to one without.
func momentKey(x *xsd.Value) string {
	d, _ := x.DateTime()
	if _, zoned := d.Zone(); !zoned {
		return d.String()
	}
	if t := d.Type(); t == xsd.TDateTime || t == xsd.TDate {
		if utc, err := d.AdjustZone(0); err == nil {
			return utc.String()
		}
	}
	return "" // of its type
}
