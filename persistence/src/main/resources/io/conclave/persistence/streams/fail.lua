-- Settles deliveries that failed: each is tried again later, or buried. One that its consumer no longer holds is left to
-- whoever does.
-- KEYS K, dead letters. ARGV group, consumer, priority, dead letters kept, then for each entry, id, attempt, last (1/0),
-- pause (ms), reason.
local K, dead = KEYS[1], KEYS[2]
local group, consumer, priority, kept = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local time = now()
for i = 5, #ARGV, 6 do
  local entry, id, attempt, last, pause, reason = unpack(ARGV, i, i + 5)
  local held = redis.call('XPENDING', K, group, entry, entry, 1)[1]
  if held and held[2] == consumer then
    if last == '1' then
      local got = redis.call('XRANGE', K, entry, entry)[1]
      local body = got and as_map(got[2]).body or ''
      redis.call('XADD', dead, 'MAXLEN', '~', kept, '*', 'id', id, 'body', body, 'group', group, 'priority', priority,
        'reason', reason, 'attempts', attempt, 'entry', entry)
      redis.call('XACK', K, group, entry)
      redis.call('HDEL', of(K, group, 'failures'), entry)
      redis.call('HINCRBY', K .. ':counts', group .. ':died', 1)
    else
      redis.call('ZADD', of(K, group, 'retry'), time + pause, entry)
      redis.call('HSET', of(K, group, 'failures'), entry, attempt)
      redis.call('XCLAIM', K, group, WAITING, 0, entry, 'JUSTID')
    end
    redis.call('HINCRBY', K .. ':counts', group .. ':retries', 1)
  end
end
return 1
