-- Sends queries that are made to hurt: cross products, slow regular expressions, deep nesting, huge
-- VALUES, paths over everything, sorts and groups of everything. The server may answer them, or
-- refuse or stop them with an error that says so; each status is counted.
local counter = 0
local threads = {}

local function encode(s)
  return (s:gsub("[^%w]", function(c) return string.format("%%%02X", c:byte()) end))
end

local function nested(n)
  return "SELECT * WHERE " .. string.rep("{ OPTIONAL ", n) .. "{ ?s ?p ?o }" .. string.rep(" }", n)
end

local function values(n)
  local t = {}
  for i = 1, n do
    t[i] = "<http://example.org/" .. i .. ">"
  end
  return "SELECT (COUNT(*) AS ?n) WHERE { VALUES ?s { " .. table.concat(t, " ") .. " } ?s ?p ?o }"
end

local queries = {
  "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . FILTER(?a != ?d) }",
  "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
  "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(REGEX(STR(?o), \"(.*a.*)*(.*b.*)*(.*c.*)*$\")) }",
  "SELECT (COUNT(*) AS ?n) WHERE { ?s (!<http://example.org/none>)+ ?o }",
  "SELECT ?s ?o WHERE { ?s (<http://schema.org/isPartOf>|^<http://schema.org/isPartOf>)* ?o }",
  "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY DESC(STR(?o))",
  "SELECT ?p (GROUP_CONCAT(STR(?o)) AS ?all) WHERE { ?s ?p ?o } GROUP BY ?p",
  "SELECT (COUNT(*) AS ?n) WHERE { ?a <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?t . ?b <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?t }",
  nested(60),
  nested(5000),
  values(2000),
  "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
}

function setup(thread)
  thread:set("id", counter)
  counter = counter + 1
  table.insert(threads, thread)
end

function init(args)
  bodies = {}
  for i, q in ipairs(queries) do
    bodies[i] = "query=" .. encode(q)
  end
  next_query = id
  seen, wrong = "", 0
end

function request()
  next_query = next_query + 1
  return wrk.format("POST", "/sparql", { ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Accept"] = "application/sparql-results+json, application/n-triples;q=0.5" }, bodies[next_query % #bodies + 1])
end

-- response counts statuses. An answer has to be whole; a refusal has to say why.
function response(status, headers, body)
  seen = seen .. status .. " "
  local whole
  if status == 200 then
    whole = body == "" or body:find("[}.]%s*$")
  else
    whole = (status == 400 or status == 503) and body:find('"status":%s*' .. status)
  end
  if not whole then
    wrong = wrong + 1
  end
end

function done(summary, latency, requests)
  local counts, order, wrong = {}, {}, 0
  for _, t in ipairs(threads) do
    wrong = wrong + t:get("wrong")
    for status in t:get("seen"):gmatch("%d+") do
      if not counts[status] then
        counts[status] = 0
        order[#order + 1] = status
      end
      counts[status] = counts[status] + 1
    end
  end
  table.sort(order)
  local text = {}
  for _, status in ipairs(order) do
    text[#text + 1] = counts[status] .. " x " .. status
  end
  local e = summary.errors
  io.write(string.format("RESULT answered: %s; wrong: %d; cut off in the middle, for time or memory: %d; no answer in the client's time: %d\n",
    table.concat(text, ", "), wrong, e.read, e.timeout))
end
