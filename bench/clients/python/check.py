"""rdflib, SPARQLWrapper and extruct against a server: check.py BASE TOKEN ISSN.

Prints rows "client, operation, wanted, got", separated by tabs.
"""
import json
import sys
import urllib.request

import extruct
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import BASIC, CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

base, token, issn = sys.argv[1:4]
resource = f"{base}/resource/ISSN/{issn}"
document = f"{base}/data/ISSN/{issn}"
iri = f"http://issn.org/resource/ISSN/{issn}"


def row(client, operation, wanted, got):
    """Prints a row; got may be a function whose exception is the outcome."""
    try:
        got = got() if callable(got) else got
    except Exception as err:  # the table shows what a user would see
        got = f"{type(err).__name__}: {err}"
    print(client, operation, wanted, " ".join(str(got).split())[:200], sep="\t", flush=True)


def fetch(url, accept="*/*"):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


triples = len(set(fetch(document + ".nt").splitlines()))
names = len([line for line in fetch(document + ".nt").splitlines() if line.startswith(f"<{iri}> <http://schema.org/name> ")])

# rdflib: documents, by suffix and by negotiation, as a graph and as a dataset.
for suffix, name in [("ttl", "turtle"), ("rdf", "xml"), ("nt", "nt"), ("jsonld", "json-ld")]:
    row("rdflib", f"Graph.parse .{suffix}", triples, lambda s=suffix, n=name: len(rdflib.Graph().parse(f"{document}.{s}", format=n)))
for suffix, name in [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")]:
    row("rdflib", f"Dataset.parse .{suffix}, default graph", triples,
        lambda s=suffix, n=name: len(rdflib.Dataset().parse(f"{document}.{s}", format=n).default_graph))
for name in ["turtle", "xml", "nt", "json-ld", "n3"]:
    row("rdflib", f"Graph.parse resource, format={name}", triples, lambda n=name: len(rdflib.Graph().parse(resource, format=n)))
row("rdflib", "Graph.parse resource?format=n3", triples, lambda: len(rdflib.Graph().parse(resource + "?format=n3", format="n3")))
row("rdflib", "Graph.parse resource, no format", triples, lambda: len(rdflib.Graph().parse(resource)))


def named(suffix, name):
    dataset = rdflib.Dataset()
    dataset.parse(f"{document}.{suffix}?graphs=named", format=name)
    return sorted({str(g.identifier) for g in dataset.graphs() if len(g)})


reference = named("nq", "nquads")
row("rdflib", "graphs=named: more than one graph", True, lambda: len(reference) > 1)
for suffix, name in [("trig", "trig"), ("jsonld", "json-ld")]:
    row("rdflib", f"graphs=named: .{suffix} has the graphs of .nq", True, lambda s=suffix, n=name: named(s, n) == reference)


def store_names():
    graph = rdflib.Graph(SPARQLStore(f"{base}/sparql"))
    return len(list(graph.objects(rdflib.URIRef(iri), rdflib.URIRef("http://schema.org/name"))))


def store_update():
    store = SPARQLUpdateStore(f"{base}/sparql", f"{base}/sparql", auth=("operator", token))
    store.update('INSERT DATA { GRAPH <urn:client:rdflib> { <urn:a> <urn:b> "rdflib" } }')
    rows = list(store.query('SELECT ?o { GRAPH <urn:client:rdflib> { ?s ?p ?o } }'))
    store.update('DROP GRAPH <urn:client:rdflib>')
    return len(rows)


row("rdflib", "SPARQLStore", names, store_names)
row("rdflib", "SPARQLUpdateStore, token as password", 1, store_update)

# SPARQLWrapper: every return format, and an update.
select = f"SELECT ?n {{ <{iri}> <http://schema.org/name> ?n }}"
construct = f"CONSTRUCT {{ <{iri}> <http://schema.org/name> ?n }} WHERE {{ <{iri}> <http://schema.org/name> ?n }}"


def wrapped(query, form):
    client = SPARQLWrapper(f"{base}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    return client.queryAndConvert()


row("SPARQLWrapper", "SELECT JSON", names, lambda: len(wrapped(select, JSON)["results"]["bindings"]))
row("SPARQLWrapper", "SELECT XML", names, lambda: len(wrapped(select, XML).getElementsByTagName("result")))
row("SPARQLWrapper", "SELECT CSV", names + 1, lambda: len(wrapped(select, CSV).decode().strip().splitlines()))
row("SPARQLWrapper", "SELECT TSV", names + 1, lambda: len(wrapped(select, TSV).decode().strip().splitlines()))
row("SPARQLWrapper", "ASK JSON", True, lambda: wrapped(f"ASK {{ <{iri}> ?p ?o }}", JSON)["boolean"])
row("SPARQLWrapper", "CONSTRUCT TURTLE", names, lambda: len(rdflib.Graph().parse(data=wrapped(construct, TURTLE), format="turtle")))
row("SPARQLWrapper", "CONSTRUCT N3", names, lambda: len(rdflib.Graph().parse(data=wrapped(construct, N3), format="n3")))
row("SPARQLWrapper", "CONSTRUCT RDFXML", names, lambda: len(wrapped(construct, RDFXML)))
row("SPARQLWrapper", "CONSTRUCT JSONLD", names, lambda: len(wrapped(construct, JSONLD)))


def wrapped_update():
    client = SPARQLWrapper(f"{base}/sparql")
    client.setHTTPAuth(BASIC)
    client.setCredentials("operator", token)
    client.setMethod(POST)
    client.setQuery("INSERT DATA { GRAPH <urn:client:wrapper> { <urn:a> <urn:b> 1 } }")
    client.query()
    found = wrapped("ASK { GRAPH <urn:client:wrapper> { <urn:a> <urn:b> 1 } }", JSON)["boolean"]
    client.setQuery("DROP GRAPH <urn:client:wrapper>")
    client.query()
    return found


row("SPARQLWrapper", "update, token as password", True, wrapped_update)

# extruct: what search engines read in the page.
page = {}


def extracted():
    page.update(extruct.extract(fetch(resource, "text/html"), base_url=resource, syntaxes=["json-ld", "opengraph"], uniform=False))
    return len(page["json-ld"])


row("extruct", "JSON-LD blocks in the page", 1, extracted)
row("extruct", "plain schema.org keys: issn", True, lambda: "issn" in json.dumps(page["json-ld"]) and "issn_schema" not in json.dumps(page["json-ld"]))
row("extruct", "page equals .jsonld?profile=schema", True, lambda: page["json-ld"][0] == json.loads(fetch(document + ".jsonld?profile=schema")))
row("extruct", "Open Graph has a title", True, lambda: any(k == "og:title" and v for og in page["opengraph"] for k, v in og["properties"]))
