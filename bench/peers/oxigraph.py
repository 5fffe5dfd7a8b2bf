"""Loads an Oxigraph store and serves it over the SPARQL protocol, for measurements.

  oxigraph.py load STORE FILE
  oxigraph.py serve STORE PORT

The time of a query inside the process, with serialisation and without HTTP, is in the
header X-Seconds of the answer.
"""

import http.server
import sys
import time
import urllib.parse

import pyoxigraph as ox


def load(path, file):
    fmt = ox.RdfFormat.N_QUADS if file.endswith(".nq") else ox.RdfFormat.N_TRIPLES
    store = ox.Store(path)
    store.bulk_load(path=file, format=fmt)
    store.flush()


def answer(store, query):
    begin = time.perf_counter()
    result = store.query(query, use_default_graph_as_union=True)
    if isinstance(result, ox.QueryTriples):
        body, media = result.serialize(format=ox.RdfFormat.N_TRIPLES), "application/n-triples"
    else:
        body = result.serialize(format=ox.QueryResultsFormat.JSON)
        media = "application/sparql-results+json"
    return body, media, time.perf_counter() - begin


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store = None

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            body, media, seconds = answer(self.store, urllib.parse.parse_qs(form)["query"][0])
            self.send_response(200)
            self.send_header("X-Seconds", f"{seconds:.6f}")
        except Exception as err:  # whatever it is, the client is told
            body, media = str(err).encode(), "text/plain"
            self.send_response(400)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def serve(path, port):
    Handler.store = ox.Store(path)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    {"load": load, "serve": serve}[sys.argv[1]](*sys.argv[2:])
