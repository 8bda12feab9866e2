-- Throws away what no group was given yet, and what is delayed. KEYS K. Answers how many somebody would have been given.
local K = KEYS[1]
local drained = redis.call('ZCARD', K .. ':later')
redis.call('DEL', K .. ':later', K .. ':later:items')
if redis.call('EXISTS', K) == 0 then return drained end
local info = as_map(redis.call('XINFO', 'STREAM', K))
local groups = groups_of(K)
local waiting = 0
if #groups == 0 then
  waiting = info.length
  redis.call('XTRIM', K, 'MAXLEN', '=', 0)
end
for _, group in ipairs(groups) do
  waiting = math.max(waiting, #redis.call('XRANGE', K, '(' .. group['last-delivered-id'], '+'))
  if info['entries-added'] then
    redis.call('XGROUP', 'SETID', K, group.name, info['last-generated-id'], 'ENTRIESREAD', info['entries-added'])
  else
    redis.call('XGROUP', 'SETID', K, group.name, info['last-generated-id'])
  end
end
return drained + waiting
