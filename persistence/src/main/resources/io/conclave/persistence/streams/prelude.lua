-- What several scripts share; put before each of them. K is the key of a lane (conclave:bars, conclave:bars:high).
-- Beside it stand: K:ids, K:ids:old (id -> entry), K:later (id -> due), K:later:items (id -> body), K:counts, K:groups
-- (those Conclave made), and for each group K:group:G:retry (entry -> due), :failures (entry -> number), :alive
-- (consumer -> last sign of life; 0 if it left).
local WAITING = '~later' -- holds what waits for its next attempt, so that nobody reclaims it

local function now()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function of(K, group, what)
  return K .. ':group:' .. group .. ':' .. what
end

local function as_map(flat)
  local map = {}
  for i = 1, #flat, 2 do map[flat[i]] = flat[i + 1] end
  return map
end

-- What XINFO says of the groups; none if there is no stream.
local function groups_of(K)
  local info = redis.pcall('XINFO', 'GROUPS', K)
  if info.err then return {} end
  local groups = {}
  for i, flat in ipairs(info) do groups[i] = as_map(flat) end
  return groups
end

local function less(a, b)
  local a1, a2 = a:match('(%d+)-(%d+)')
  local b1, b2 = b:match('(%d+)-(%d+)')
  a1, a2, b1, b2 = tonumber(a1), tonumber(a2), tonumber(b1), tonumber(b2)
  return a1 < b1 or (a1 == b1 and a2 < b2)
end

-- Notes the entry of an id; the oldest window of ids falls away when the newest is full.
local function note(K, window, id, entry)
  if redis.call('HLEN', K .. ':ids') >= window then redis.call('RENAME', K .. ':ids', K .. ':ids:old') end
  redis.call('HSET', K .. ':ids', id, entry)
end

-- Gives an entry to a consumer: {entry, failures, deaths, {field, value...}}, or nil if somebody deleted the entry. Counts
-- as one more delivery unless their number is given.
local function claim(K, group, consumer, entry, deliveries_so_far)
  local claimed
  if deliveries_so_far then
    claimed = redis.call('XCLAIM', K, group, consumer, 0, entry, 'RETRYCOUNT', deliveries_so_far)
  else
    claimed = redis.call('XCLAIM', K, group, consumer, 0, entry)
  end
  local got = claimed[1]
  if not got or not got[2] then
    redis.call('XACK', K, group, entry)
    redis.call('HDEL', of(K, group, 'failures'), entry)
    redis.call('HINCRBY', K .. ':counts', group .. ':vanished', 1)
    return nil
  end
  local failures = tonumber(redis.call('HGET', of(K, group, 'failures'), entry) or '0')
  local deliveries = redis.call('XPENDING', K, group, entry, entry, 1)[1][4]
  return {entry, failures, math.max(0, deliveries - 1 - failures), got[2]}
end
