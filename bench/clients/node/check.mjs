// N3.js, jsonld.js and Comunica against a server: check.mjs BASE ISSN.
// Prints rows "client, operation, wanted, got", separated by tabs.
import { QueryEngine } from '@comunica/query-sparql';
import { QueryEngine as TraversalEngine } from '@comunica/query-sparql-link-traversal';
import jsonld from 'jsonld';
import { Parser } from 'n3';

const [base, issn] = process.argv.slice(2);
const resource = `${base}/resource/ISSN/${issn}`;
const document = `${base}/data/ISSN/${issn}`;
const iri = `http://issn.org/resource/ISSN/${issn}`;

async function row(client, operation, wanted, got) {
  let value;
  try { value = await got(); } catch (err) { value = String(err.message ?? err); }
  console.log([client, operation, wanted, String(value).replace(/\s+/g, ' ').slice(0, 200)].join('\t'));
}

async function text(url, accept = '*/*') {
  const answer = await fetch(url, { headers: { accept } });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.text();
}

const lines = [...new Set((await text(document + '.nt')).split('\n').filter(Boolean))];
const objects = predicate => lines.filter(line => line.startsWith(`<${iri}> <${predicate}> `));
const names = objects('http://schema.org/name').length;
const others = objects('http://id.loc.gov/ontologies/bibframe/otherPhysicalFormat').length;

// N3.js: documents in the default graph, by suffix and by negotiation.
const inDefault = quads => new Set(quads.filter(q => q.graph.termType === 'DefaultGraph').map(q => JSON.stringify(q))).size;
for (const [suffix, format] of [['ttl', 'Turtle'], ['nt', 'N-Triples'], ['nq', 'N-Quads'], ['trig', 'TriG']]) {
  await row('N3.js', `parse .${suffix}`, lines.length, async () =>
    inDefault(new Parser({ format, baseIRI: document, blankNodePrefix: '' }).parse(await text(`${document}.${suffix}`))));
}
for (const accept of ['text/n3', 'text/plain', 'application/n-quads', 'application/trig', 'text/turtle']) {
  await row('N3.js', `parse resource, ${accept}`, lines.length, async () =>
    inDefault(new Parser({ baseIRI: document, blankNodePrefix: '' }).parse(await text(resource, accept))));
}

// jsonld.js: the document as RDF, and its root.
const load = async url => JSON.parse(await text(url, 'application/ld+json'));
await row('jsonld.js', 'toRDF of the URL, default graph', lines.length, async () =>
  inDefault(await jsonld.toRDF(document + '.jsonld')));
await row('jsonld.js', 'toRDF of the resource, negotiated', lines.length, async () =>
  inDefault(await jsonld.toRDF(resource)));
await row('jsonld.js', 'expand: one tree', 1, async () => (await jsonld.expand(await load(document + '.jsonld'))).length);
await row('jsonld.js', 'expand: rooted at the serial', iri, async () =>
  (await jsonld.expand(await load(document + '.jsonld')))[0]['@id']);
await row('jsonld.js', 'schema profile: plain key issn', issn, async () => {
  const doc = await load(document + '.jsonld?profile=schema');
  return [].concat(doc.issn ?? doc['@graph']?.find(node => node['@id'] === iri)?.issn ?? 'none').find(v => v === issn);
});

// Comunica: the resource dereferenced, and links followed through the server as a
// proxy for issn.org.
const proxy = {
  async getProxy(request) {
    const url = typeof request.input === 'string' ? request.input : request.input.url;
    return { input: url.replace(/^https?:\/\/issn\.org\//, base + '/'), init: request.init };
  },
};
const count = async (engine, query, sources, context = {}) =>
  (await (await engine.queryBindings(query, { sources, ...context })).toArray()).length;
const nameQuery = `SELECT ?n { <${iri}> <http://schema.org/name> ?n }`;
for (const [operation, source] of [['resource', resource], ['.ttl', document + '.ttl'], ['.jsonld', document + '.jsonld'], ['.trig', document + '.trig']]) {
  await row('Comunica', `dereference ${operation}`, names, () => count(new QueryEngine(), nameQuery, [source]));
}
await row('Comunica', 'SPARQL endpoint', names, () => count(new QueryEngine(), nameQuery, [`${base}/sparql`]));
await row('Comunica traversal', 'names of the seed', names, () =>
  count(new TraversalEngine(), nameQuery, [iri], { httpProxyHandler: proxy, lenient: true }));
await row('Comunica traversal', 'names of other formats', others > 0, async () => {
  const query = `SELECT DISTINCT ?o { <${iri}> <http://id.loc.gov/ontologies/bibframe/otherPhysicalFormat> ?o . ?o <http://schema.org/name> ?t }`;
  return await count(new TraversalEngine(), query, [iri], { httpProxyHandler: proxy, lenient: true }) > 0;
});
process.exit(0);
