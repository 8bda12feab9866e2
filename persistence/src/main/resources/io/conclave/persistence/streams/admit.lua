-- Tells first from repeated among items that other hands wrote, and acknowledges the repeated ones. The same for each
-- group: the entry that was noted first under an id is the item.
-- KEYS K. ARGV group, window, then for each id, entry. Answers a 1 (first) or 0 (repeated) for each.
local K, group, window = KEYS[1], ARGV[1], tonumber(ARGV[2])
local answers = {}
for i = 3, #ARGV, 2 do
  local id, entry = ARGV[i], ARGV[i + 1]
  local noted = redis.call('HGET', K .. ':ids', id) or redis.call('HGET', K .. ':ids:old', id)
  if not noted then
    note(K, window, id, entry)
    noted = entry
  end
  if noted == entry then
    answers[#answers + 1] = 1
  else
    redis.call('XACK', K, group, entry)
    answers[#answers + 1] = 0
  end
end
return answers
