-- Dereferences the ISSNs of a file, one after the other, and looks at each answer: its status and
-- that it is about the ISSN that was asked for.
--   wrk -s deref.lua URL -- FILE SUFFIX
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
  suffix = args[2] or "ttl"
  math.randomseed(id + 1)
  good, bad, statuses = 0, 0, ""
end

function request()
  local issn = issns[math.random(#issns)]
  return wrk.format("GET", "/data/ISSN/" .. issn .. "." .. suffix)
end

function response(status, headers, body)
  if status == 200 and #body > 500 and body:find("ISSN", 1, true) then
    good = good + 1
  else
    bad = bad + 1
    if #statuses < 200 then
      statuses = statuses .. status .. " "
    end
  end
end

function done(summary, latency, requests)
  local good, bad, statuses = 0, 0, ""
  for _, t in ipairs(threads) do
    good = good + t:get("good")
    bad = bad + t:get("bad")
    statuses = statuses .. t:get("statuses")
  end
  local e = summary.errors
  io.write(string.format("RESULT %.0f requests/s, p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.1f ms; %d good, %d bad%s, %d lost\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(90) / 1000,
    latency:percentile(99) / 1000, latency.max / 1000, good, bad, statuses == "" and "" or (" (" .. statuses .. ")"),
    e.connect + e.read + e.write + e.timeout))
end
