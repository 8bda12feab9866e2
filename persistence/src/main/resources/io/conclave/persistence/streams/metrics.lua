-- What is in a lane. KEYS K. Answers {length, delayed, published, {name, waiting, pending, retrying, age of the oldest
-- (ms), consumers, acknowledged, retries, died, vanished}...}.
local K = KEYS[1]
local time = now()
local counts = as_map(redis.call('HGETALL', K .. ':counts'))
local function count(name) return tonumber(counts[name] or '0') end

-- Servers before 7 keep no count, and 7 loses it when entries are deleted by hand.
local function waiting(group)
  if group.lag then return group.lag end
  local from, number = group['last-delivered-id'], 0
  while number < 10000 do
    local page = redis.call('XRANGE', K, '(' .. from, '+', 'COUNT', 500)
    number = number + #page
    if #page < 500 then break end
    from = page[#page][1]
  end
  return number
end

local function oldest(group)
  local entry
  if group.pending > 0 then
    entry = redis.call('XPENDING', K, group.name)[2]
  else
    local next = redis.call('XRANGE', K, '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
    entry = next and next[1]
  end
  return entry and math.max(0, time - tonumber(entry:match('(%d+)-'))) or 0
end

local answer = {redis.call('XLEN', K), redis.call('ZCARD', K .. ':later'), count('published')}
for _, group in ipairs(groups_of(K)) do
  local alive, beating = of(K, group.name, 'alive'), 0
  if redis.call('EXISTS', alive) == 1 then
    beating = redis.call('ZCOUNT', alive, time - 10000, '+inf')
  else
    for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', K, group.name)) do
      if as_map(flat).idle < 10000 then beating = beating + 1 end
    end
  end
  answer[#answer + 1] = {group.name, waiting(group), group.pending, redis.call('ZCARD', of(K, group.name, 'retry')),
    oldest(group), beating, count(group.name .. ':acknowledged'), count(group.name .. ':retries'),
    count(group.name .. ':died'), count(group.name .. ':vanished')}
end
return answer
