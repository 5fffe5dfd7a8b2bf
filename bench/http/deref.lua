-- Dereferences the ISSNs of a file at random and looks at each answer: its status, that it is the
-- document that was asked for, and that it is the same as before the load.
--   wrk -s deref.lua URL -- ISSNS SUFFIX FOLDER
-- FOLDER has the file ISSN.SUFFIX for each ISSN whose document is to be compared. Run it in this folder.
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
  suffix = args[2]
  expected = {}
  for i = 1, math.min(#issns, 1000) do
    expected["/data/ISSN/" .. issns[i] .. "." .. suffix] = check.body(args[3] .. "/" .. issns[i] .. "." .. suffix)
  end
  math.randomseed(id + 1)
  good, same, bad, why = 0, 0, 0, ""
end

function request()
  return wrk.format("GET", "/data/ISSN/" .. issns[math.random(#issns)] .. "." .. suffix)
end

function response(status, headers, body)
  local path = headers["Content-Location"]
  local want = path and expected[path]
  if status ~= 200 or not path or #body < 500 or want and want ~= body then
    bad = bad + 1
    if #why < 100 then
      why = why .. status .. " " .. tostring(path) .. " "
    end
    return
  end
  good = good + 1
  if want then
    same = same + 1
  end
end

function done(summary, latency, requests)
  check.report(threads, summary, latency)
end
