package expr_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/issn-ld/issn-ld/rdf"
	"github.com/issn-ld/issn-ld/sparql/algebra"
	"github.com/issn-ld/issn-ld/sparql/expr"
	"github.com/issn-ld/issn-ld/store/ids"
)

// table runs cases that map an expression to the term that it gives.
func table(t *testing.T, cases map[string]string) {
	t.Helper()
	for text, want := range cases {
		check(t, text, want)
	}
}

const (
	yes = `"true"^^xsd:<boolean>`
	no  = `"false"^^xsd:<boolean>`
)

func TestLogic(t *testing.T) {
	values := map[string]string{"true": "T", "false": "F", "?u": "E"}
	// The truth tables of section 17.2: rows A, columns B.
	or := map[string]string{"TT": "T", "TF": "T", "TE": "T", "FT": "T", "FF": "F", "FE": "E", "ET": "T", "EF": "E", "EE": "E"}
	and := map[string]string{"TT": "T", "TF": "F", "TE": "E", "FT": "F", "FF": "F", "FE": "F", "ET": "E", "EF": "F", "EE": "E"}
	not := map[string]string{"T": "F", "F": "T", "E": "E"}
	result := map[string]string{"T": yes, "F": no, "E": "error"}
	for a, va := range values {
		check(t, "!"+a, result[not[va]])
		for b, vb := range values {
			check(t, a+" || "+b, result[or[va+vb]])
			check(t, a+" && "+b, result[and[va+vb]])
		}
	}
}

func TestConditions(t *testing.T) {
	table(t, map[string]string{
		`IF(true, 1, ?u)`:                       `"1"^^xsd:<integer>`,
		`IF("", ?u, 2)`:                         `"2"^^xsd:<integer>`,
		`IF(?u, 1, 2)`:                          "error",
		`IF(:a, 1, 2)`:                          "error",
		`COALESCE(?u, 1/0, "x", ?u)`:            `"x"`,
		`COALESCE(?u)`:                          "error",
		`COALESCE()`:                            "error",
		`BOUND(?u)`:                             no,
		`2 IN (1, 2, ?u)`:                       yes,
		`2 IN (1, 3, ?u)`:                       "error",
		`2 IN (1, 3)`:                           no,
		`2 IN ()`:                               no,
		`?u IN (1)`:                             "error",
		`2 NOT IN (1, 3)`:                       yes,
		`2 NOT IN (1, 1/0)`:                     "error",
		`2 NOT IN (2, 1/0)`:                     no,
		`:a IN (:b, :a)`:                        yes,
		`:a NOT IN (:b, :c)`:                    yes,
		`"a" IN (:b, :c)`:                       no,
		`2.0 IN (2)`:                            yes,
		`!!"a"`:                                 yes,
		`!!""`:                                  no,
		`!!0.0`:                                 no,
		`!!0e0`:                                 no,
		`!!"NaN"^^xsd:double`:                   no,
		`!!"a"@en`:                              "error",
		`!!"z"^^xsd:boolean`:                    "error",
		`!!"2020-01-01"^^xsd:date`:              "error",
		`EXISTS {} || true`:                     "fails: EXISTS is not possible here",
		`<http://example.org/reverse>("abc")`:   `"cba"`,
		`<http://example.org/reverse>(:a)`:      "error",
		`<http://example.org/nothing>("abc")`:   "error",
		`COALESCE(<http://nothing/>("abc"), 1)`: `"1"^^xsd:<integer>`,
		`"x" = <http://example.org/reverse>("x")`: yes,
	})
}

func TestEquality(t *testing.T) {
	table(t, map[string]string{
		`1 = 1`:                                 yes,
		`1 = 1.0`:                               yes,
		`1 = 1e0`:                               yes,
		`1 = "01"^^xsd:integer`:                 yes,
		`"01"^^xsd:integer = "1"^^xsd:byte`:     yes,
		`1 = 2`:                                 no,
		`1 != 2.5`:                              yes,
		`1 = "1"`:                               no,
		`1 = true`:                              no,
		`"a" = "a"`:                             yes,
		`"a" = "b"`:                             no,
		`"a" = "a"@en`:                          no,
		`"a"@en = "a"@EN`:                       yes,
		`"a"@en = "a"@fr`:                       no,
		`"a"@en--ltr = "a"@en`:                  no,
		`"a"@en = "a"^^:t`:                      no,
		`:a = :a`:                               yes,
		`:a = :b`:                               no,
		`:a != :b`:                              yes,
		`:a = "a"`:                              no,
		`"a"^^:t = "a"^^:t`:                     yes,
		`"a"^^:t = "b"^^:t`:                     "error",
		`"a"^^:t != "b"^^:t`:                    "error",
		`"a"^^:t = "a"`:                         "error",
		`"a"^^:t = 1`:                           "error",
		`"x"^^xsd:integer = "x"^^xsd:integer`:   yes,
		`"x"^^xsd:integer = 1`:                  "error",
		`"NaN"^^xsd:double = "NaN"^^xsd:double`: no,
		`"NaN"^^xsd:float != "NaN"^^xsd:float`:  yes,
		`"INF"^^xsd:float = "INF"^^xsd:double`:  yes,
		`-0e0 = 0`:                              yes,
		`"2006-08-23"^^xsd:date = "2006-08-23"^^xsd:date`:                                  yes,
		`"2006-08-23Z"^^xsd:date = "2006-08-23+00:00"^^xsd:date`:                           yes,
		`"2006-08-23"^^xsd:date = "2006-08-23Z"^^xsd:date`:                                 "error",
		`"2006-08-23"^^xsd:date != "2001-01-01Z"^^xsd:date`:                                yes,
		`"2006-08-23"^^xsd:date = "2006-08-23T00:00:00"^^xsd:dateTime`:                     no,
		`"2002-10-10T12:00:00-05:00"^^xsd:dateTime = "2002-10-10T17:00:00Z"^^xsd:dateTime`: yes,
		`"P1Y"^^xsd:yearMonthDuration = "P12M"^^xsd:duration`:                              yes,
		`?u = 1`:                                                            "error",
		`<<( :s :p 1 )>> = <<( :s :p 1.0 )>>`:                               yes,
		`<<( :s :p 1 )>> = <<( :s :p 2 )>>`:                                 no,
		`<<( :s :p "a"^^:t )>> = <<( :s :p "b"^^:t )>>`:                     "error",
		`<<( :s :p "a"^^:t )>> = <<( :x :p "b"^^:t )>>`:                     no,
		`<<( :s :p 1 )>> = :s`:                                              no,
		`<<( :s :p "NaN"^^xsd:double )>> = <<( :s :p "NaN"^^xsd:double )>>`: no,
		`sameTerm(1, 1)`:                                                    yes,
		`sameTerm(1, 1.0)`:                                                  no,
		`sameTerm("NaN"^^xsd:double, "NaN"^^xsd:double)`:                    yes,
		`sameTerm(<<( :s :p 1 )>>, <<( :s :p 1.0 )>>)`:                      no,
		`sameTerm(<<( :s :p 1 )>>, TRIPLE(:s, :p, 1))`:                      yes,
		`sameTerm(?u, 1)`:                                                   "error",
	})
}

func TestOrder(t *testing.T) {
	table(t, map[string]string{
		`1 < 2`: yes, `2 < 1`: no, `1 < 1`: no, `1 <= 1`: yes, `2 >= 1`: yes, `1 > 2`: no,
		`-1 < 1`:                              yes,
		`1 < 1.5`:                             yes,
		`1.5 < 1e1`:                           yes,
		`9007199254740993 > 9007199254740992`: yes,
		`99999999999999999999 > 1`:            yes,
		`"NaN"^^xsd:double < 1`:               no,
		`"NaN"^^xsd:double >= 1`:              no,
		`"a" < "b"`:                           yes,
		`"a" < "A"`:                           no,
		`"a"@en < "b"@en`:                     "error",
		`"a" < 1`:                             "error",
		`:a < :b`:                             "error",
		`false < true`:                        yes,
		`"x"^^xsd:integer < 1`:                "error",
		`"2006-08-23Z"^^xsd:date > "2006-08-22"^^xsd:date`:                                     yes,
		`"2006-08-23"^^xsd:date < "2006-08-23Z"^^xsd:date`:                                     "error",
		`"2006-08-23"^^xsd:date < "2006-08-24"^^xsd:date`:                                      yes,
		`"2006-08-23T00:00:00"^^xsd:dateTime < "2006-08-24"^^xsd:date`:                         "error",
		`"2006-08-23T00:00:00.001Z"^^xsd:dateTime > "2006-08-23T01:00:00+01:00"^^xsd:dateTime`: yes,
		`"1999"^^xsd:gYear < "2000"^^xsd:gYear`:                                                yes,
		`"PT1H"^^xsd:dayTimeDuration < "PT61M"^^xsd:dayTimeDuration`:                           yes,
		`"P1M"^^xsd:duration < "P30D"^^xsd:duration`:                                           "error",
		`1 < ?u`: "error",
	})
}

func TestArithmetic(t *testing.T) {
	table(t, map[string]string{
		`1 + 2`:                   `"3"^^xsd:<integer>`,
		`1 - 2.5`:                 `"-1.5"^^xsd:<decimal>`,
		`2 * 1.5e0`:               `"3.0E0"^^xsd:<double>`,
		`1 / 4`:                   `"0.25"^^xsd:<decimal>`,
		`6 / 3`:                   `"2"^^xsd:<decimal>`,
		`1 / 0`:                   "error",
		`1 / 0e0`:                 `"INF"^^xsd:<double>`,
		`-(5)`:                    `"-5"^^xsd:<integer>`,
		`+(5.0)`:                  `"5"^^xsd:<decimal>`,
		`"1" + 2`:                 "error",
		`:a + 2`:                  "error",
		`?u + 2`:                  "error",
		`"5"^^xsd:byte + 1`:       `"6"^^xsd:<integer>`,
		`9223372036854775807 + 1`: `"9223372036854775808"^^xsd:<integer>`,
		`ABS(-1.5)`:               `"1.5"^^xsd:<decimal>`,
		`ROUND(2.5)`:              `"3"^^xsd:<decimal>`,
		`ROUND(-2.5)`:             `"-2"^^xsd:<decimal>`,
		`CEIL(-1.1)`:              `"-1"^^xsd:<decimal>`,
		`FLOOR(-1.1e0)`:           `"-2.0E0"^^xsd:<double>`,
		`FLOOR("1.1")`:            "error",
		`"2000-01-31"^^xsd:date + "P1M"^^xsd:yearMonthDuration`:    `"2000-02-29"^^xsd:<date>`,
		`"P1D"^^xsd:dayTimeDuration + "2000-01-31"^^xsd:date`:      `"2000-02-01"^^xsd:<date>`,
		`"2000-03-01"^^xsd:date - "2000-02-01"^^xsd:date`:          `"P29D"^^xsd:<dayTimeDuration>`,
		`"2000-03-01"^^xsd:date - "P1D"^^xsd:dayTimeDuration`:      `"2000-02-29"^^xsd:<date>`,
		`"P1D"^^xsd:dayTimeDuration * 1.5`:                         `"P1DT12H"^^xsd:<dayTimeDuration>`,
		`"P1D"^^xsd:dayTimeDuration / "PT1H"^^xsd:dayTimeDuration`: `"24"^^xsd:<decimal>`,
		`"2000-03-01"^^xsd:date + 1`:                               "error",
		`isNumeric(1)`:                                             yes, `isNumeric("1")`: no, `isNumeric("x"^^xsd:int)`: no, `isNumeric("1"^^xsd:int)`: yes,
		`isNumeric(:a)`: no, `isNumeric(?u)`: "error",
	})
}

func TestTermFunctions(t *testing.T) {
	table(t, map[string]string{
		`isIRI(:a)`: yes, `isURI("a")`: no, `isIRI(BNODE())`: no, `isBlank(BNODE("x"))`: yes, `isLiteral(1)`: yes, `isLiteral(:a)`: no,
		`isIRI(?u)`:                        "error",
		`STR(:a)`:                          `"http://example.org/a"`,
		`STR("a"@en)`:                      `"a"`,
		`STR(1.50)`:                        `"1.50"`,
		`STR(BNODE())`:                     "error",
		`LANG("a"@en-gb)`:                  `"en-GB"`,
		`LANG("a")`:                        `""`,
		`LANG(:a)`:                         "error",
		`LANGDIR("a"@ar--rtl)`:             `"rtl"`,
		`LANGDIR("a"@ar)`:                  `""`,
		`hasLANG("a"@ar)`:                  yes,
		`hasLANG("a")`:                     no,
		`hasLANG(:a)`:                      no,
		`hasLANGDIR("a"@ar--rtl)`:          yes,
		`hasLANGDIR("a"@ar)`:               no,
		`DATATYPE("a")`:                    `xsd:<string>`,
		`DATATYPE(1+1)`:                    `xsd:<integer>`,
		`DATATYPE("a"@en)`:                 `<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>`,
		`DATATYPE("a"@en--ltr)`:            `<http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString>`,
		`DATATYPE(:a)`:                     "error",
		`IRI("x")`:                         `:<base/x>`,
		`URI("http://a/b")`:                `<http://a/b>`,
		`IRI(:a)`:                          `:<a>`,
		`IRI("a b")`:                       "error",
		`IRI(1)`:                           "error",
		`STRDT("1", xsd:integer)`:          `"1"^^xsd:<integer>`,
		`STRDT("1", xsd:integer) + 1`:      `"2"^^xsd:<integer>`,
		`STRDT("1"@en, xsd:integer)`:       "error",
		`STRDT("1", "x")`:                  "error",
		`STRDT("1", rdf:langString)`:       "error",
		`STRLANG("a", "en")`:               `"a"@en`,
		`STRLANG("a", "")`:                 "error",
		`STRLANG("a"@en, "en")`:            "error",
		`STRLANGDIR("a", "en", "ltr")`:     `"a"@en--ltr`,
		`STRLANGDIR("a", "en", "LTR")`:     "error",
		`isTRIPLE(TRIPLE(:s, :p, 1))`:      yes,
		`isTRIPLE(:s)`:                     no,
		`TRIPLE(:s, :p, 1)`:                `<<( :<s> :<p> "1"^^xsd:<integer> )>>`,
		`TRIPLE("s", :p, 1)`:               "error",
		`TRIPLE(:s, "p", 1)`:               "error",
		`TRIPLE(<<( :s :p :o )>>, :p, 1)`:  "error",
		`TRIPLE(:s, :p, <<( :s :p :o )>>)`: `<<( :<s> :<p> <<( :<s> :<p> :<o> )>> )>>`,
		`SUBJECT(TRIPLE(:s, :p, 1))`:       `:<s>`,
		`PREDICATE(TRIPLE(:s, :p, 1))`:     `:<p>`,
		`OBJECT(TRIPLE(:s, :p, 1))`:        `"1"^^xsd:<integer>`,
		`SUBJECT(:s)`:                      "error",
	})
}

func TestStrings(t *testing.T) {
	table(t, map[string]string{
		`STRLEN("日本語")`:                                          `"3"^^xsd:<integer>`,
		`STRLEN("chat"@en)`:                                      `"4"^^xsd:<integer>`,
		`STRLEN(1)`:                                              "error",
		`SUBSTR("foobar", 4)`:                                    `"bar"`,
		`SUBSTR("foobar"@en, 4, 1)`:                              `"b"@en`,
		`SUBSTR("日本語", 2, 1)`:                                    `"本"`,
		`SUBSTR("12345", 1.5, 2.6)`:                              `"234"`,
		`SUBSTR("12345", 0, 3)`:                                  `"12"`,
		`SUBSTR("12345", 5, -3)`:                                 `""`,
		`SUBSTR("12345", -3, 5)`:                                 `"1"`,
		`SUBSTR("12345", "NaN"^^xsd:double)`:                     `""`,
		`SUBSTR("12345", -42, "INF"^^xsd:double)`:                `"12345"`,
		`SUBSTR("12345", "-INF"^^xsd:double, "INF"^^xsd:double)`: `""`,
		`UCASE("foo"@en)`:                                        `"FOO"@en`,
		`LCASE("ÄÖ")`:                                            `"äö"`,
		`UCASE("straße")`:                                        `"STRASSE"`,
		`UCASE("ﬁn"@en)`:                                         `"FIN"@en`,
		`STRLEN(UCASE("ΐ")) = 3`:                                 yes,
		`UCASE("ŉ")`:                                             `"ʼN"`,
		`LCASE("ΟΔΟΣ")`:                                          `"οδος"`,
		`LCASE("ΟΔΟΣ ΣΑ")`:                                       `"οδος σα"`,
		`LCASE("İ")`:                                             `"i̇"`,
		`LCASE(UCASE("ΟΔΟΣ straße"))`:                            `"οδος strasse"`,
		`UCASE(:a)`:                                              "error",
		`STRSTARTS("foobar", "foo")`:                             yes,
		`STRSTARTS("foobar"@en, "foo"@en)`:                       yes,
		`STRSTARTS("foobar"@en, "foo")`:                          yes,
		`STRSTARTS("foobar", "foo"@en)`:                          "error",
		`STRSTARTS("foobar"@en, "foo"@fr)`:                       "error",
		`STRSTARTS("foobar"@en--ltr, "foo"@en)`:                  "error",
		`STRENDS("foobar", "bar")`:                               yes,
		`CONTAINS("foobar", "ob")`:                               yes,
		`CONTAINS("foobar", "x")`:                                no,
		`STRBEFORE("abc"@en, "b")`:                               `"a"@en`,
		`STRBEFORE("abc", "x")`:                                  `""`,
		`STRBEFORE("abc"@en, "")`:                                `""@en`,
		`STRBEFORE("abc"@en, "z"@en)`:                            `""`,
		`STRBEFORE("abc", "b"@en)`:                               "error",
		`STRAFTER("abc"@en--rtl, "b")`:                           `"c"@en--rtl`,
		`STRAFTER("abc", "")`:                                    `"abc"`,
		`CONCAT("a", "b")`:                                       `"ab"`,
		`CONCAT("a"@en, "b"@en)`:                                 `"ab"@en`,
		`CONCAT("a"@en, "b"@fr)`:                                 `"ab"`,
		`CONCAT("a"@en, "b")`:                                    `"ab"`,
		`CONCAT("a"@en--ltr, "b"@en--ltr)`:                       `"ab"@en--ltr`,
		`CONCAT("a"@en--ltr, "b"@en--rtl)`:                       `"ab"`,
		`CONCAT("a"@en, "b"@fr, "c"@en)`:                         `"abc"`,
		`CONCAT()`:                                               `""`,
		`CONCAT("a", 1)`:                                         "error",
		`ENCODE_FOR_URI("Los Angeles~é")`:                        `"Los%20Angeles~%C3%A9"`,
		`LANGMATCHES("en-GB", "en")`:                             yes,
		`LANGMATCHES("en-GB", "EN-gb")`:                          yes,
		`LANGMATCHES("eng", "en")`:                               no,
		`LANGMATCHES("", "*")`:                                   no,
		`LANGMATCHES("fr", "*")`:                                 yes,
		`LANGMATCHES("fr", "")`:                                  no,
	})
}

func TestRegex(t *testing.T) {
	table(t, map[string]string{
		`REGEX("Alice", "^ali", "i")`:                       yes,
		`REGEX("Alice", "^ali")`:                            no,
		`REGEX("Alice"@en, "ice$")`:                         yes,
		`REGEX("a\nb", "a.b")`:                              no,
		`REGEX("a\rb", "a.b")`:                              no,
		`REGEX("a\nb", "a.b", "s")`:                         yes,
		`REGEX("a\nb", "^b$")`:                              no,
		`REGEX("a\nb", "^b$", "m")`:                         yes,
		`REGEX("helloworld", "hello world", "x")`:           yes,
		`REGEX("hello world", "hello[ ]world", "x")`:        yes,
		`REGEX("a.b", "a.b", "q")`:                          yes,
		`REGEX("axb", "a.b", "q")`:                          no,
		`REGEX("A.B", "a.b", "qi")`:                         yes,
		`REGEX("x3", "[a-z-[aeiou]]\\d")`:                   yes,
		`REGEX("e3", "[a-z-[aeiou]]\\d")`:                   no,
		`REGEX("٣", "^\\d$")`:                               yes,
		`REGEX("é_1", "^\\w\\W\\w$")`:                       yes,
		`REGEX("_a-1", "^\\i\\c+$")`:                        yes,
		`REGEX("Ä", "^\\p{Lu}$")`:                           yes,
		`REGEX("ä", "^[^\\p{Lu}]$")`:                        yes,
		`REGEX("a-b", "^[a\\-]+b$")`:                        yes,
		`REGEX("a]b", "^[\\]ab]+$")`:                        yes,
		`REGEX("x", "[^\\s\\S]")`:                           no,
		`REGEX(1, "1")`:                                     "error",
		`REGEX("a", "a"@en)`:                                "error",
		`REPLACE("abcd", "b", "Z")`:                         `"aZcd"`,
		`REPLACE("abab"@en, "B", "Z", "i")`:                 `"aZaZ"@en`,
		`REPLACE("abracadabra", "a(.)", "a$1$1")`:           `"abbraccaddabbra"`,
		`REPLACE("darted", "^(.*?)d(.*)$", "$1c$2")`:        `"carted"`,
		`REPLACE("abc", "(b)", "[$1$2]")`:                   `"a[b]c"`,
		`REPLACE("abc", "b", "\\$\\\\")`:                    `"a$\\c"`,
		`REPLACE("abc", "b", "$x")`:                         "error",
		`REPLACE("abc", "b", "\\n")`:                        "error",
		`REPLACE("abc", "x*", "-")`:                         "error",
		`REPLACE("abc", "((((((((((b))))))))))", "$10$11")`: `"abb1c"`,
	})
	// A pattern that is none of ours is an error value, constant or not.
	for _, pattern := range []string{`(a)\\1`, `\\p{IsGreek}`, `a(`, `(`, `[a`, `[z-a]`, `a{1001}`, `(?i)a`, `\\`, `\\q`} {
		for _, call := range []string{`REGEX("a", "` + pattern + `")`, `REGEX("a", CONCAT("` + pattern + `", ""))`, `REPLACE("a", "` + pattern + `", "b")`} {
			table(t, map[string]string{call: "error", `COALESCE(` + call + `, "err")`: `"err"`})
		}
	}
	table(t, map[string]string{`REGEX("a", "a", "z")`: "error", `REGEX("a", "a", "i") || REGEX("a", "(")`: yes})
}

func TestDates(t *testing.T) {
	table(t, map[string]string{
		`YEAR("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`:     `"2011"^^xsd:<integer>`,
		`MONTH("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`:    `"1"^^xsd:<integer>`,
		`DAY("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`:      `"10"^^xsd:<integer>`,
		`HOURS("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`:    `"14"^^xsd:<integer>`,
		`MINUTES("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`:  `"45"^^xsd:<integer>`,
		`SECONDS("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`:  `"13.815"^^xsd:<decimal>`,
		`TIMEZONE("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`: `"-PT5H"^^xsd:<dayTimeDuration>`,
		`TIMEZONE("2011-01-10T14:45:13.815Z"^^xsd:dateTime)`:      `"PT0S"^^xsd:<dayTimeDuration>`,
		`TIMEZONE("2011-01-10T14:45:13.815"^^xsd:dateTime)`:       "error",
		`TZ("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`:       `"-05:00"`,
		`TZ("2011-01-10T14:45:13.815Z"^^xsd:dateTime)`:            `"Z"`,
		`TZ("2011-01-10T14:45:13.815+00:00"^^xsd:dateTime)`:       `"+00:00"`,
		`TZ("2011-01-10T14:45:13.815"^^xsd:dateTime)`:             `""`,
		`YEAR("2011-01-10"^^xsd:date)`:                            `"2011"^^xsd:<integer>`,
		`YEAR("2011"^^xsd:gYear)`:                                 `"2011"^^xsd:<integer>`,
		`HOURS("2011-01-10"^^xsd:date)`:                           "error",
		`YEAR("2011")`:                                            "error",
		`YEAR("x"^^xsd:dateTime)`:                                 "error",
		`NOW()`:                                                   `"2026-11-24T12:30:15.25+01:00"^^xsd:<dateTime>`,
		`NOW() = NOW()`:                                           yes,
		`MD5("abc")`:                                              `"900150983cd24fb0d6963f7d28e17f72"`,
		`SHA1("abc")`:                                             `"a9993e364706816aba3e25717850c26c9cd0d89d"`,
		`SHA256("abc")`:                                           `"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"`,
		`SUBSTR(SHA384("abc"), 1, 8)`:                             `"cb00753f"`,
		`SUBSTR(SHA512("abc"), 1, 8)`:                             `"ddaf35a1"`,
		`MD5("abc"@en)`:                                           "error",
		`MD5(1)`:                                                  "error",
	})
}

func TestCasts(t *testing.T) {
	table(t, map[string]string{
		`xsd:integer("1")`:                     `"1"^^xsd:<integer>`,
		`xsd:integer(" 1 ")`:                   `"1"^^xsd:<integer>`,
		`xsd:integer("1.5")`:                   "error",
		`xsd:integer(1.9)`:                     `"1"^^xsd:<integer>`,
		`xsd:integer("1"@en)`:                  "error",
		`xsd:integer(:a)`:                      "error",
		`xsd:byte(200)`:                        "error",
		`xsd:byte(100)`:                        `"100"^^xsd:<byte>`,
		`xsd:byte(100) + 1`:                    `"101"^^xsd:<integer>`,
		`xsd:decimal("1.50")`:                  `"1.5"^^xsd:<decimal>`,
		`xsd:double(1)`:                        `"1.0E0"^^xsd:<double>`,
		`xsd:float("x")`:                       "error",
		`xsd:boolean("1")`:                     yes,
		`xsd:boolean(0)`:                       no,
		`xsd:boolean("2")`:                     "error",
		`xsd:string(1.50)`:                     `"1.5"`,
		`xsd:string(1e0)`:                      `"1"`,
		`xsd:string(:a)`:                       `"http://example.org/a"`,
		`xsd:string("a"^^:t)`:                  `"a"`,
		`xsd:string("a"@en)`:                   "error",
		`xsd:dateTime("2002-10-10T17:00:00Z")`: `"2002-10-10T17:00:00Z"^^xsd:<dateTime>`,
		`xsd:date("2002-10-10T17:00:00Z"^^xsd:dateTime)`: `"2002-10-10Z"^^xsd:<date>`,
		`xsd:dateTime("2002-13-10T17:00:00Z")`:           "error",
		`xsd:dayTimeDuration("PT1H")`:                    `"PT1H"^^xsd:<dayTimeDuration>`,
	})
}

func TestRandomFunctions(t *testing.T) {
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	env := newEnv(nil)
	seen := map[string]bool{}
	for range 100 {
		id, err := expr.EvalTerm(parse(t, "STRUUID()"), unbound, env)
		if err != nil || !uuid.MatchString(id.Value()) || seen[id.Value()] {
			t.Fatalf("STRUUID: %v, %v", id, err)
		}
		seen[id.Value()] = true
		iri, err := expr.EvalTerm(parse(t, "UUID()"), unbound, env)
		if err != nil || !uuid.MatchString(strings.TrimPrefix(iri.Value(), "urn:uuid:")) {
			t.Fatalf("UUID: %v, %v", iri, err)
		}
		in, err := expr.EvalTerm(parse(t, "0 <= RAND() && RAND() < 1"), unbound, env)
		if err != nil || in.Value() != "true" {
			t.Fatalf("RAND: %v, %v", in, err)
		}
	}
}

func TestBNODE(t *testing.T) {
	env := newEnv(newFake())
	eval := func(text string, schema map[string]int, cols ...[]ids.ID) []ids.ID {
		t.Helper()
		prog, err := expr.Compile(parse(t, text), expr.Schema{Vars: schema}, expr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := prog.Eval(context.Background(), env, &ids.Batch{Cols: cols, Len: 2}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if out := eval(`BNODE("a")`, nil); out[0] == out[1] {
		t.Error("one label gives the same blank node in two solutions")
	}
	if out := eval(`sameTerm(BNODE("a"), BNODE("a")) && !sameTerm(BNODE("a"), BNODE("b"))`, nil); !out[0].Boolean() || !out[1].Boolean() {
		t.Error("labels do not tell blank nodes apart within a solution")
	}
	if out := eval(`sameTerm(BNODE(), BNODE())`, nil); out[0].Boolean() {
		t.Error("two calls without a label give the same blank node")
	}
	numbers := map[string]int{expr.SolutionVar: 0}
	first := eval(`BNODE("a")`, numbers, []ids.ID{7, 8})
	second := eval(`BNODE("a")`, numbers, []ids.ID{8, 7})
	if first[0] != second[1] || first[1] != second[0] || first[0] == first[1] {
		t.Errorf("numbered solutions: %x and %x", first, second)
	}
}

func TestCompileErrors(t *testing.T) {
	one := &algebra.ConstExpr{Term: rdf.NewString("1")}
	for name, e := range map[string]algebra.Expr{
		"unknown function": &algebra.Call{Name: "NOTHING"},
		"too few":          &algebra.Call{Name: "STRLEN"},
		"too many":         &algebra.Call{Name: "STRLEN", Args: []algebra.Expr{one, one}},
		"cast":             &algebra.FunctionCall{IRI: "http://www.w3.org/2001/XMLSchema#integer"},
		"BOUND of a value": &algebra.Call{Name: "BOUND", Args: []algebra.Expr{one}},
		"operator":         &algebra.Call{Name: "=", Args: []algebra.Expr{one}},
		"nil":              nil,
	} {
		if _, err := expr.Compile(e, expr.Schema{}, expr.Options{}); !errors.Is(err, expr.ErrCall) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
