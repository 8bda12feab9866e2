-- All that a consumer holds already, given to it anew.
-- KEYS K. ARGV group, consumer, reborn (1: it held them in an earlier life, so they are delivered once more; 0: it lost touch).
-- Answers claimed entries.
local K, group, consumer, reborn = KEYS[1], ARGV[1], ARGV[2], ARGV[3] == '1'
local found = {}
local from = '-'
while true do
  local page = redis.call('XPENDING', K, group, from, '+', 500, consumer)
  for _, one in ipairs(page) do
    found[#found + 1] = claim(K, group, consumer, one[1], not reborn and one[4] or nil)
    from = '(' .. one[1]
  end
  if #page < 500 then return found end
end
