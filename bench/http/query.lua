-- Asks the SPARQL endpoint for all statements about ISSNs of a file. Each answer must be one of those
-- that were taken before the load.
--   wrk -s query.lua URL -- ISSNS FOLDER
-- FOLDER has the answers as ISSN.json, for the first thousand ISSNs. Run it in this folder.
local check = dofile("check.lua")
local counter = 0
local threads = {}

function setup(thread)
  thread:set("id", counter)
  counter = counter + 1
  table.insert(threads, thread)
end

function init(args)
  issns = check.lines(args[1])
  most = math.min(#issns, 1000)
  expected = {}
  for i = 1, most do
    expected[check.body(args[2] .. "/" .. issns[i] .. ".json")] = true
  end
  math.randomseed(id + 1)
  good, same, bad, why = 0, 0, 0, ""
end

function request()
  local query = "SELECT%20%3Fp%20%3Fo%20WHERE%20%7B%20%3Chttp%3A%2F%2Fissn.org%2Fresource%2FISSN%2F" ..
    issns[math.random(most)] .. "%3E%20%3Fp%20%3Fo%20%7D"
  return wrk.format("GET", "/sparql?query=" .. query, { ["Accept"] = "application/sparql-results+json" })
end

function response(status, headers, body)
  if status == 200 and expected[body] then
    good, same = good + 1, same + 1
  else
    bad = bad + 1
    if #why < 100 then
      why = why .. status .. " "
    end
  end
end

function done(summary, latency, requests)
  check.report(threads, summary, latency)
end
