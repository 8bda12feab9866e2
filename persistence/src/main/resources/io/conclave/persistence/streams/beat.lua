-- A sign of life of a consumer. Moves delayed items that are due into the lane; finds what is to be tried again, and what
-- dead consumers held, for this one.
-- KEYS K, paused. ARGV group, consumer, room (entries wanted at most), dead after (ms), may reclaim (1/0), window.
-- Answers {paused (1/0), claimed entries...}.
local K, group, consumer = KEYS[1], ARGV[1], ARGV[2]
local room, dead_after, may_reclaim, window = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] == '1', tonumber(ARGV[6])
local alive, retry = of(K, group, 'alive'), of(K, group, 'retry')
local time = now()

-- A server without memory refuses to write this; what comes below does not need any.
local beaten = redis.pcall('ZADD', alive, time, consumer)
local can_write = type(beaten) == 'number'

if can_write then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', K .. ':later', '-inf', time, 'LIMIT', 0, 500)) do
    local body = redis.call('HGET', K .. ':later:items', id)
    if body then note(K, window, id, redis.call('XADD', K, '*', 'id', id, 'body', body, 'once', '1')) end
    redis.call('ZREM', K .. ':later', id)
    redis.call('HDEL', K .. ':later:items', id)
  end
end

local found = {redis.call('EXISTS', KEYS[2])}
if found[1] == 1 or room <= 0 then return found end

for _, entry in ipairs(redis.call('ZRANGEBYSCORE', retry, '-inf', time, 'LIMIT', 0, room)) do
  redis.call('ZREM', retry, entry)
  found[#found + 1] = claim(K, group, consumer, entry)
end

local seen = {}
for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', K, group)) do
  local other = as_map(flat)
  local beat = tonumber(redis.call('ZSCORE', alive, other.name) or '-1')
  seen[other.name] = true
  local dead = beat == 0
      or (may_reclaim and beat > 0 and beat < time - dead_after)
      or (may_reclaim and beat < 0 and other.idle > dead_after)
  if dead and other.name ~= consumer and other.name ~= WAITING then
    local held = other.pending
    local left = room - (#found - 1)
    if held > 0 and left > 0 then
      for _, one in ipairs(redis.call('XPENDING', K, group, '-', '+', left, other.name)) do
        found[#found + 1] = claim(K, group, consumer, one[1])
        held = held - 1
      end
    end
    if held == 0 then
      redis.call('XGROUP', 'DELCONSUMER', K, group, other.name)
      redis.call('ZREM', alive, other.name)
    end
  end
end
if may_reclaim then
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', time - dead_after)) do
    if not seen[name] then redis.call('ZREM', alive, name) end
  end
end
return found
