"""Reads every form of the documents of a server with rdflib, and compares the triples.

    forms.py BASE [LIMIT]

Prints a row for each form: client, operation, wanted, got. Blank nodes are compared by
isomorphism where a document has some.
"""
import sys
import urllib.request

from rdflib import BNode, Dataset, Graph
from rdflib.compare import isomorphic
from SPARQLWrapper import JSON, SPARQLWrapper

base, limit = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100000
FORMS = {"nt": "nt", "ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nq": "nquads", "trig": "trig"}


def read(address, form):
    """The triples of a document in the default graph."""
    with urllib.request.urlopen(address) as response:
        text = response.read()
    if form in ("nq", "trig"):
        data = Dataset()
        data.parse(data=text, format=FORMS[form])
        graph = Graph()
        for s, p, o, _ in data.quads((None, None, None, None)):
            graph.add((s, p, o))
        return graph
    return Graph().parse(data=text, format=FORMS[form])


def same(a, b):
    plain = lambda g: {t for t in g if not any(isinstance(x, BNode) for x in t)}
    if len(a) != len(b) or plain(a) != plain(b):
        return False
    return len(plain(a)) == len(a) or isomorphic(a, b)


query = SPARQLWrapper(base + "/sparql")
query.setReturnFormat(JSON)
query.setQuery(
    """PREFIX bf: <http://id.loc.gov/ontologies/bibframe/>
SELECT DISTINCT ?r WHERE { ?r bf:status ?s FILTER(STRENDS(STR(?r), "#Record")) } LIMIT %d""" % limit
)
rows = query.query().convert()["results"]["bindings"]
records = sorted(row["r"]["value"].rsplit("/", 1)[1].split("#")[0] for row in rows)
equal = dict.fromkeys(FORMS, 0)
total = 0
for number in records:
    address = base + "/data/ISSN/" + number + "."
    try:
        wanted = read(address + "nt", "nt")
    except urllib.error.HTTPError as error:
        if error.code in (404, 410):
            continue  # reserved or suppressed
        raise
    total += 1
    for form in FORMS:
        equal[form] += len(wanted) > 0 and same(wanted, read(address + form, form))
for form in FORMS:
    print("rdflib", "same triples in ." + form + " of all documents", total, equal[form], sep="\t")
