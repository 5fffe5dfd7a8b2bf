-- Asks the SPARQL endpoint for all statements about the ISSNs of a file.
--   wrk -s query.lua URL -- FILE
local counter = 0
local threads = {}

function setup(thread)
  thread:set("id", counter)
  counter = counter + 1
  table.insert(threads, thread)
end

function init(args)
  issns = {}
  for line in io.lines(args[1]) do
    issns[#issns + 1] = line
  end
  math.randomseed(id + 1)
  good, bad = 0, 0
end

function request()
  local query = "SELECT%20%3Fp%20%3Fo%20WHERE%20%7B%20%3Chttp%3A%2F%2Fissn.org%2Fresource%2FISSN%2F" ..
    issns[math.random(#issns)] .. "%3E%20%3Fp%20%3Fo%20%7D"
  return wrk.format("GET", "/sparql?query=" .. query, { ["Accept"] = "application/sparql-results+json" })
end

function response(status, headers, body)
  if status == 200 and body:find("http://schema.org/issn", 1, true) and body:sub(-1):find("[}\n]") then
    good = good + 1
  else
    bad = bad + 1
  end
end

function done(summary, latency, requests)
  local good, bad = 0, 0
  for _, t in ipairs(threads) do
    good = good + t:get("good")
    bad = bad + t:get("bad")
  end
  local e = summary.errors
  io.write(string.format("RESULT %.0f requests/s, p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.1f ms; %d good, %d bad, %d lost\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(90) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000, good, bad, e.connect + e.read + e.write + e.timeout))
end
