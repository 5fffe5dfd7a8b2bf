package expr

import "github.com/issn-ld/issn-ld/sparql/algebra"

// A builtinFunc sets out to the result for arguments that are all bound and
// free of errors. It may change args, which are its own.
type builtinFunc func(ev *evaluator, args []value, out *value) error

// How far the result of a function depends on more than its arguments.
type stability uint8

const (
	pure     stability = iota // on the arguments only: constant arguments are folded
	perQuery                  // on the environment of the query too
	volatile                  // anew at each call
)

// builtin describes a function.
type builtin struct {
	min, max int // number of arguments; max -1: any
	fn       builtinFunc
	depends  stability
}

// builtins are the functions of section 17.4 by the keyword in upper case. Those
// that do not evaluate all of their arguments are nodes of their own: see compileCall.
var builtins = map[string]builtin{
	algebra.JoinKey: {min: 1, max: 1, fn: joinKey},

	// Operators.
	"+":  {min: 2, max: 2, fn: add},
	"-":  {min: 2, max: 2, fn: subtract},
	"*":  {min: 2, max: 2, fn: multiply},
	"/":  {min: 2, max: 2, fn: divide},
	"u+": {min: 1, max: 1, fn: plus},
	"u-": {min: 1, max: 1, fn: minus},

	// Functions on RDF terms.
	"SAMETERM":   {min: 2, max: 2, fn: sameTerm},
	"SAMEVALUE":  {min: 2, max: 2, fn: sameValueFunc},
	"ISIRI":      {min: 1, max: 1, fn: isIRI},
	"ISURI":      {min: 1, max: 1, fn: isIRI},
	"ISBLANK":    {min: 1, max: 1, fn: isBlank},
	"ISLITERAL":  {min: 1, max: 1, fn: isLiteral},
	"ISNUMERIC":  {min: 1, max: 1, fn: isNumeric},
	"STR":        {min: 1, max: 1, fn: str},
	"LANG":       {min: 1, max: 1, fn: lang},
	"LANGDIR":    {min: 1, max: 1, fn: langDir},
	"HASLANG":    {min: 1, max: 1, fn: hasLang},
	"HASLANGDIR": {min: 1, max: 1, fn: hasLangDir},
	"DATATYPE":   {min: 1, max: 1, fn: datatype},
	"IRI":        {min: 1, max: 1, fn: iri, depends: perQuery},
	"URI":        {min: 1, max: 1, fn: iri, depends: perQuery},
	"BNODE":      {min: 0, max: 1, fn: bnode, depends: volatile},
	"STRDT":      {min: 2, max: 2, fn: strDT},
	"STRLANG":    {min: 2, max: 2, fn: strLang},
	"STRLANGDIR": {min: 3, max: 3, fn: strLangDir},
	"UUID":       {min: 0, max: 0, fn: uuid, depends: volatile},
	"STRUUID":    {min: 0, max: 0, fn: strUUID, depends: volatile},

	// Functions on triple terms.
	"ISTRIPLE":  {min: 1, max: 1, fn: isTriple},
	"TRIPLE":    {min: 3, max: 3, fn: triple},
	"SUBJECT":   {min: 1, max: 1, fn: subject},
	"PREDICATE": {min: 1, max: 1, fn: predicate},
	"OBJECT":    {min: 1, max: 1, fn: object},

	// Functions on strings.
	"STRLEN":         {min: 1, max: 1, fn: strLen},
	"SUBSTR":         {min: 2, max: 3, fn: substr},
	"UCASE":          {min: 1, max: 1, fn: upperCase},
	"LCASE":          {min: 1, max: 1, fn: lowerCase},
	"STRSTARTS":      {min: 2, max: 2, fn: strStarts},
	"STRENDS":        {min: 2, max: 2, fn: strEnds},
	"CONTAINS":       {min: 2, max: 2, fn: contains},
	"STRBEFORE":      {min: 2, max: 2, fn: strBefore},
	"STRAFTER":       {min: 2, max: 2, fn: strAfter},
	"ENCODE_FOR_URI": {min: 1, max: 1, fn: encodeForURI},
	"CONCAT":         {min: 0, max: -1, fn: concat},
	"LANGMATCHES":    {min: 2, max: 2, fn: langMatches},

	// Functions on numerics.
	"ABS":   {min: 1, max: 1, fn: abs},
	"ROUND": {min: 1, max: 1, fn: round},
	"CEIL":  {min: 1, max: 1, fn: ceil},
	"FLOOR": {min: 1, max: 1, fn: floor},
	"RAND":  {min: 0, max: 0, fn: random, depends: volatile},

	// Functions on dates and times.
	"NOW":      {min: 0, max: 0, fn: now, depends: perQuery},
	"YEAR":     {min: 1, max: 1, fn: year},
	"MONTH":    {min: 1, max: 1, fn: month},
	"DAY":      {min: 1, max: 1, fn: day},
	"HOURS":    {min: 1, max: 1, fn: hours},
	"MINUTES":  {min: 1, max: 1, fn: minutes},
	"SECONDS":  {min: 1, max: 1, fn: seconds},
	"TIMEZONE": {min: 1, max: 1, fn: timezone},
	"TZ":       {min: 1, max: 1, fn: tz},
	"ADJUST":   {min: 1, max: 2, fn: adjust},

	// Hash functions.
	"MD5":    {min: 1, max: 1, fn: hashMD5},
	"SHA1":   {min: 1, max: 1, fn: hashSHA1},
	"SHA256": {min: 1, max: 1, fn: hashSHA256},
	"SHA384": {min: 1, max: 1, fn: hashSHA384},
	"SHA512": {min: 1, max: 1, fn: hashSHA512},
}

// callNode calls a function with all of its arguments evaluated. The first
// argument with an error decides.
type callNode struct {
	fn   builtinFunc
	args []node
	vals []value // scratch; a node does not occur within its own arguments
}

func newCall(fn builtinFunc, args []node) *callNode {
	return &callNode{fn: fn, args: args, vals: make([]value, len(args))}
}

func (n *callNode) eval(ev *evaluator, out *value) error {
	if err := ev.spend(stepWork * (1 + len(n.args))); err != nil {
		return err
	}
	for i, arg := range n.args {
		if err := arg.eval(ev, &n.vals[i]); err != nil {
			return err
		}
	}
	err := n.fn(ev, n.vals, out)
	if d := out.digits(); d > 0 && err == nil {
		err = ev.spend(digitWork * d)
	}
	return err
}
