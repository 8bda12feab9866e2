-- Dead letters go back to their group. KEYS the stream, its dead letters. ARGV which ones; none for all (500 a call).
-- Answers how many there were.
local stream, dead = KEYS[1], KEYS[2]
local letters = {}
if #ARGV == 0 then
  letters = redis.call('XRANGE', dead, '-', '+', 'COUNT', 500)
else
  for _, letter in ipairs(ARGV) do
    local got = redis.call('XRANGE', dead, letter, letter)[1]
    if got then letters[#letters + 1] = got end
  end
end
local lanes = {HIGH = ':high', NORMAL = '', LOW = ':low'}
for _, letter in ipairs(letters) do
  local it = as_map(letter[2])
  redis.call('XADD', stream .. lanes[it.priority], '*', 'id', it.id, 'body', it.body, 'once', '1', 'for', it.group)
  redis.call('XDEL', dead, letter[1])
end
return #letters
