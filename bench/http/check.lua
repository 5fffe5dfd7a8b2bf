-- What the scripts of this folder share: reading the ISSNs and the answers that were taken before the
-- load, counting, and the line with the result.
local M = {}

-- lines returns the lines of a file.
function M.lines(name)
  local list = {}
  for line in io.lines(name) do
    list[#list + 1] = line
  end
  return list
end

-- body returns the contents of a file.
function M.body(name)
  local file = assert(io.open(name, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

-- report prints a line with rates and latencies and the sums of counters of all threads.
function M.report(threads, summary, latency)
  local sum = { good = 0, same = 0, bad = 0 }
  local why = ""
  for _, t in ipairs(threads) do
    for name in pairs(sum) do
      sum[name] = sum[name] + t:get(name)
    end
    why = why .. t:get("why")
  end
  local e = summary.errors
  io.write(string.format(
    "RESULT %.0f | %.2f | %.2f | %.1f | %d | %d | %d%s | %d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, sum.good, sum.same, sum.bad, why == "" and "" or (" (" .. why:sub(1, 200) .. ")"),
    e.connect + e.read + e.write + e.timeout))
end

return M
