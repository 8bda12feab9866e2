-- All that a consumer holds already, given to it anew. KEYS K. ARGV group, consumer. Answers claimed entries.
local K, group, consumer = KEYS[1], ARGV[1], ARGV[2]
local found = {}
local from = '-'
while true do
  local page = redis.call('XPENDING', K, group, from, '+', 500, consumer)
  for _, one in ipairs(page) do
    found[#found + 1] = claim(K, group, consumer, one[1])
    from = '(' .. one[1]
  end
  if #page < 500 then return found end
end
