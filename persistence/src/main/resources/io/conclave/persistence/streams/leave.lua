-- A consumer goes. What it holds is free for the next beat of another. KEYS K. ARGV group, consumer.
local K, group, consumer = KEYS[1], ARGV[1], ARGV[2]
redis.call('ZREM', of(K, group, 'alive'), consumer)
local held = redis.call('XPENDING', K, group, '-', '+', 1, consumer)
if #held == 0 then
  redis.call('XGROUP', 'DELCONSUMER', K, group, consumer)
else
  redis.call('ZADD', of(K, group, 'alive'), 0, consumer)
end
return 1
