-- Stores items in order, as many as there is room for.
-- KEYS K, epoch. ARGV epoch, most, window, keep (1: never drop what no group has read), patience with foreign groups (ms),
-- number of items, then for each id, body, due (ms, 0 for at once).
-- Answers a 1 (stored) or 0 (a repeated id) for each item taken. Error LOST if the epoch is another: the server has lost
-- its memory since the caller last looked.
local K, epoch = KEYS[1], KEYS[2]
if redis.call('GET', epoch) ~= ARGV[1] then return redis.error_reply('LOST the server came back without its memory') end
local most, window, keep, patience, count = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])

-- Does a group still matter? Those that Conclave made always do; others while somebody asks.
local function matters(group)
  if redis.call('SISMEMBER', K .. ':groups', group.name) == 1 then return true end
  for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', K, group.name)) do
    if as_map(flat).idle < patience then return true end
  end
  return false
end

-- Deletes what every group has acknowledged.
local function make_room()
  local bound
  for _, group in ipairs(groups_of(K)) do
    if matters(group) then
      local needs
      if group.pending > 0 then
        needs = redis.call('XPENDING', K, group.name)[2]
      else
        local ms, number = group['last-delivered-id']:match('(%d+)-(%d+)')
        needs = ms .. '-' .. string.format('%.0f', number + 1)
      end
      if not bound or less(needs, bound) then bound = needs end
    end
  end
  if bound then
    redis.call('XTRIM', K, 'MINID', '=', bound)
  elseif keep == '0' then
    redis.call('XTRIM', K, 'MAXLEN', '=', math.max(0, most - count))
  end
end

local function room()
  return most - redis.call('XLEN', K) - redis.call('ZCARD', K .. ':later')
end

local left = room()
if left < count then
  make_room()
  left = room()
end
if redis.call('HLEN', K .. ':ids') >= window then redis.call('RENAME', K .. ':ids', K .. ':ids:old') end

local ids = {}
for i = 1, count do ids[i] = ARGV[4 + 3 * i] end
local recent = redis.call('HMGET', K .. ':ids', unpack(ids))
local older = redis.call('HMGET', K .. ':ids:old', unpack(ids))
local time = now()
local answers, noted, here, stored = {}, {}, {}, 0
for i = 1, count do
  local id = ids[i]
  if recent[i] or older[i] or here[id] then
    answers[i] = 0
  elseif left <= 0 then
    break
  else
    local body, due = ARGV[5 + 3 * i], tonumber(ARGV[6 + 3 * i])
    local entry = 'later'
    if due > time then
      redis.call('ZADD', K .. ':later', due, id)
      redis.call('HSET', K .. ':later:items', id, body)
    else
      entry = redis.call('XADD', K, '*', 'id', id, 'body', body, 'once', '1')
    end
    here[id] = true
    noted[#noted + 1] = id
    noted[#noted + 1] = entry
    answers[i] = 1
    stored = stored + 1
    left = left - 1
  end
end
if stored > 0 then
  redis.call('HSET', K .. ':ids', unpack(noted))
  redis.call('HINCRBY', K .. ':counts', 'published', stored)
end
return answers
