-- Appends a job, its deduplication marks, its status and its organization's turn: all of it, or nothing.
-- KEYS: stream, ready list, ready set, status, deduplication marks ...
-- ARGV: organization, job (JSON), job id, mark seconds, status seconds, operation, accepted (ms), wake-up channel, value of the marks (begins with the job id), sealed text (may be absent)
for i = 5, #KEYS do
  local known = redis.call('GET', KEYS[i])
  if known then
    return { known, 0 }
  end
end

local entry, turn
local ok, problem = pcall(function()
  for i = 5, #KEYS do
    redis.call('SET', KEYS[i], ARGV[9], 'NX', 'EX', ARGV[4])
  end
  if redis.call('EXISTS', KEYS[1]) == 0 then
    redis.call('XGROUP', 'CREATE', KEYS[1], 'workers', '0', 'MKSTREAM')
  end
  if ARGV[10] then
    entry = redis.call('XADD', KEYS[1], '*', 'i', ARGV[3], 'j', ARGV[2], 'a', '0', 's', ARGV[10])
  else
    entry = redis.call('XADD', KEYS[1], '*', 'i', ARGV[3], 'j', ARGV[2], 'a', '0')
  end
  turn = redis.call('SADD', KEYS[3], ARGV[1]) == 1
  if turn then
    redis.call('RPUSH', KEYS[2], ARGV[1])
  end
  redis.call('HSET', KEYS[4], 'op', ARGV[6], 'state', 'Queued', 'attempts', '0', 'accepted', ARGV[7], 'changed', ARGV[7])
  redis.call('HDEL', KEYS[4], 'failure')
  redis.call('EXPIRE', KEYS[4], ARGV[5])
end)
if not ok then
  -- Redis does not roll a script back.
  for i = 5, #KEYS do
    redis.call('DEL', KEYS[i])
  end
  if entry then
    redis.call('XDEL', KEYS[1], entry)
  end
  if turn then
    redis.pcall('LREM', KEYS[2], -1, ARGV[1])
    redis.call('SREM', KEYS[3], ARGV[1])
  end
  return type(problem) == 'table' and problem or redis.error_reply(problem)
end
redis.call('PUBLISH', ARGV[8], '')
return { ARGV[3], 1 }
