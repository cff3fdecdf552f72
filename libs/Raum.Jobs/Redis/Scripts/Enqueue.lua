-- Appends a job, its deduplication marks, its status, its organization's turn, and counts it: all of it, or nothing.
-- KEYS: stream, ready list, ready set, status, tallies ..., deduplication marks ...
-- ARGV: organization, job (JSON), job id, mark seconds, status seconds, operation, accepted (ms), wake-up channel, value of the marks (begins with the job id),
--   sealed text (may be empty), number of tallies, and for each: most jobs, most spend, jobs and spend it begins with (each may be empty), how long it is kept (ms), version of its quota; the last two: 1 for a simulation, who queues it
-- Returns: the id or the known mark's value; 0 known, 1 queued, 2 a tally was not begun under the quota in force, 3 a tally is full; jobs and spend of each tally
local tallies = tonumber(ARGV[11])
local marks = 5 + tallies
for i = marks, #KEYS do
  local known = redis.call('GET', KEYS[i])
  if known then
    return { known, 0 }
  end
end

local reply = { '', 1 }
for t = 1, tallies do
  local key, at = KEYS[4 + t], 12 + (t - 1) * 6
  local count = redis.call('HMGET', key, 'jobs', 'spend', 'begun')
  local begun, version = tonumber(count[3]) or 0, tonumber(ARGV[at + 5])
  local jobs, spend = tonumber(count[1]) or 0, tonumber(count[2]) or 0
  if ARGV[at + 2] ~= '' then
    jobs, spend = math.max(jobs, tonumber(ARGV[at + 2])), math.max(spend, tonumber(ARGV[at + 3]))
    redis.call('HSET', key, 'jobs', string.format('%.0f', jobs), 'spend', string.format('%.0f', spend), 'begun', string.format('%.0f', math.max(begun, version)))
    redis.call('PEXPIRE', key, ARGV[at + 4])
  elseif begun < version then
    reply[2] = 2
  end
  if reply[2] == 1 and ((ARGV[at] ~= '' and jobs >= tonumber(ARGV[at])) or (ARGV[at + 1] ~= '' and spend >= tonumber(ARGV[at + 1]))) then
    reply[2] = 3
  end
  reply[#reply + 1] = jobs
  reply[#reply + 1] = spend
end
if reply[2] ~= 1 then
  return reply
end

local entry, turn
local counted = 0
local ok, problem = pcall(function()
  for i = marks, #KEYS do
    redis.call('SET', KEYS[i], ARGV[9], 'NX', 'EX', ARGV[4])
  end
  if redis.call('EXISTS', KEYS[1]) == 0 then
    redis.call('XGROUP', 'CREATE', KEYS[1], 'workers', '0', 'MKSTREAM')
  end
  if ARGV[10] ~= '' then
    entry = redis.call('XADD', KEYS[1], '*', 'i', ARGV[3], 'j', ARGV[2], 'a', '0', 's', ARGV[10])
  else
    entry = redis.call('XADD', KEYS[1], '*', 'i', ARGV[3], 'j', ARGV[2], 'a', '0')
  end
  turn = redis.call('SADD', KEYS[3], ARGV[1]) == 1
  if turn then
    redis.call('RPUSH', KEYS[2], ARGV[1])
  end
  redis.call('HSET', KEYS[4], 'op', ARGV[6], 'state', 'Queued', 'attempts', '0', 'accepted', ARGV[7], 'changed', ARGV[7])
  redis.call('HSETNX', KEYS[4], 'owner', ARGV[#ARGV])
  if ARGV[#ARGV - 1] == '1' then
    redis.call('HSET', KEYS[4], 'simulation', '1')
  end
  redis.call('HDEL', KEYS[4], 'failure')
  redis.call('EXPIRE', KEYS[4], ARGV[5])
  for t = 1, tallies do
    redis.call('HINCRBY', KEYS[4 + t], 'jobs', 1)
    counted = t
  end
end)
if not ok then
  -- Redis does not roll a script back.
  for i = marks, #KEYS do
    redis.call('DEL', KEYS[i])
  end
  if entry then
    redis.call('XDEL', KEYS[1], entry)
  end
  if turn then
    redis.pcall('LREM', KEYS[2], -1, ARGV[1])
    redis.call('SREM', KEYS[3], ARGV[1])
  end
  for t = 1, counted do
    redis.pcall('HINCRBY', KEYS[4 + t], 'jobs', -1)
  end
  return type(problem) == 'table' and problem or redis.error_reply(problem)
end
redis.call('PUBLISH', ARGV[8], '')
reply[1] = ARGV[3]
for t = 1, tallies do
  reply[1 + 2 * t] = reply[1 + 2 * t] + 1
end
return reply
