import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.riot.RDFDataMgr;
import org.eclipse.rdf4j.model.impl.LinkedHashModelFactory;
import org.eclipse.rdf4j.query.QueryResults;
import org.eclipse.rdf4j.repository.RepositoryConnection;
import org.eclipse.rdf4j.repository.sail.SailRepository;
import org.eclipse.rdf4j.repository.sparql.SPARQLRepository;
import org.eclipse.rdf4j.sail.memory.MemoryStore;

/**
 * Jena and RDF4J against a server: Check BASE TOKEN ISSN. Prints rows "client, operation, wanted,
 * got", separated by tabs.
 */
public class Check {
  static void row(String client, String operation, Object wanted, Callable<Object> got) {
    String value;
    try {
      value = String.valueOf(got.call());
    } catch (Throwable err) { // the table shows what a user would see
      value = err.getClass().getSimpleName() + ": " + err.getMessage();
    }
    value = value.replaceAll("\\s+", " ");
    System.out.println(client + "\t" + operation + "\t" + wanted + "\t" + value.substring(0, Math.min(200, value.length())));
  }

  public static void main(String[] args) throws Exception {
    String base = args[0], token = args[1], issn = args[2];
    String resource = base + "/resource/ISSN/" + issn, document = base + "/data/ISSN/" + issn;
    String iri = "http://issn.org/resource/ISSN/" + issn;
    HttpResponse<String> lines = HttpClient.newHttpClient().send(
        HttpRequest.newBuilder(URI.create(document + ".nt")).build(), HttpResponse.BodyHandlers.ofString());
    long triples = lines.body().lines().distinct().count();
    long names = lines.body().lines().distinct().filter(l -> l.startsWith("<" + iri + "> <http://schema.org/name> ")).count();

    for (String suffix : new String[] {"ttl", "rdf", "nt", "jsonld", "nq", "trig"}) {
      row("Jena", "loadModel ." + suffix, triples, () -> RDFDataMgr.loadModel(document + "." + suffix).size());
    }
    row("Jena", "loadModel resource", triples, () -> RDFDataMgr.loadModel(resource).size());
    row("Jena", "loadDataset .jsonld, default graph", triples,
        () -> RDFDataMgr.loadDataset(document + ".jsonld").getDefaultModel().size());
    row("Jena", "loadDataset .nq?graphs=named: graphs", true, () -> {
      var data = DatasetFactory.create();
      RDFDataMgr.read(data, document + ".nq?graphs=named");
      return data.listModelNames().hasNext();
    });

    row("RDF4J", "SPARQLRepository SELECT", names, () -> {
      SPARQLRepository repository = new SPARQLRepository(base + "/sparql");
      try (RepositoryConnection c = repository.getConnection();
          var result = c.prepareTupleQuery("SELECT ?n { <" + iri + "> <http://schema.org/name> ?n }").evaluate()) {
        return result.stream().count();
      }
    });
    row("RDF4J", "SPARQLRepository CONSTRUCT", names, () -> {
      SPARQLRepository repository = new SPARQLRepository(base + "/sparql");
      try (RepositoryConnection c = repository.getConnection();
          var result = c.prepareGraphQuery("CONSTRUCT WHERE { <" + iri + "> <http://schema.org/name> ?n }").evaluate()) {
        return QueryResults.asModel(result, new LinkedHashModelFactory()).size();
      }
    });
    row("RDF4J", "update, token as password", true, () -> {
      SPARQLRepository repository = new SPARQLRepository(base + "/sparql", base + "/sparql");
      repository.setUsernameAndPassword("operator", token);
      try (RepositoryConnection c = repository.getConnection()) {
        c.prepareUpdate("INSERT DATA { GRAPH <urn:client:rdf4j> { <urn:a> <urn:b> 1 } }").execute();
        boolean found = c.prepareBooleanQuery("ASK { GRAPH <urn:client:rdf4j> { <urn:a> <urn:b> 1 } }").evaluate();
        c.prepareUpdate("DROP GRAPH <urn:client:rdf4j>").execute();
        return found;
      }
    });
    String[] sources = {resource, document + ".ttl", document + ".jsonld", document + ".nq", document + ".trig", document + ".rdf"};
    for (String source : sources) {
      row("RDF4J", "add " + source.substring(base.length()) + ", default graph", triples, () -> {
        SailRepository repository = new SailRepository(new MemoryStore());
        try (RepositoryConnection c = repository.getConnection()) {
          c.add(new java.net.URL(source));
          return c.getStatements(null, null, null, false, (org.eclipse.rdf4j.model.Resource) null).stream().count();
        } finally {
          repository.shutDown();
        }
      });
    }
    System.exit(0);
  }
}
