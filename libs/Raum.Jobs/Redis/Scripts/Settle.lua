-- Ends a lease: done, again later, or buried. Changes nothing when the lease ran out and the job was handed out again.
-- KEYS: stream, leases, in flight, parked (interactive), parked (background), ready and set (interactive), ready and set (background), status,
--       delayed, the job's later hash, dead letters
-- ARGV: organization, lane, entry id, deliveries, how (done, retry, bury, fail: buried without a dead letter), wake-up channel, status seconds, job id, delay (ms), code, attempts, dead letter (JSON), dead letter (ms)
local pending = redis.call('XPENDING', KEYS[1], 'workers', ARGV[3], ARGV[3], 1)
if not pending[1] or pending[1][4] ~= tonumber(ARGV[4]) then
  return 0
end
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local function ms(number)
  return string.format('%.0f', number)
end
local known = redis.call('EXISTS', KEYS[10]) == 1

if ARGV[5] == 'retry' then
  local entry = redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3])
  local fields = entry[1][2]
  local later = { 'HSET', KEYS[12], 'o', ARGV[1], 'l', ARGV[2] }
  for i = 1, #fields, 2 do
    later[#later + 1] = fields[i]
    -- The attempts so far stay counted: a new entry begins with no deliveries.
    later[#later + 1] = fields[i] == 'a' and tostring(tonumber(fields[i + 1]) + tonumber(ARGV[4])) or fields[i + 1]
  end
  redis.call(unpack(later))
  redis.call('ZADD', KEYS[11], ms(now + tonumber(ARGV[9])), ARGV[1] .. ':' .. ARGV[8])
  if known then
    redis.call('HSET', KEYS[10], 'state', 'Retrying', 'changed', ms(now))
  end
elseif ARGV[5] == 'bury' or ARGV[5] == 'fail' then
  if ARGV[5] == 'bury' then
    redis.call('XADD', KEYS[13], '*', 'd', ARGV[12], 'code', ARGV[10], 'attempts', ARGV[11], 'i', ARGV[8])
    redis.call('XTRIM', KEYS[13], 'MINID', ms(now - tonumber(ARGV[13])))
    redis.call('PEXPIRE', KEYS[13], ARGV[13])
  end
  if known then
    redis.call('HSET', KEYS[10], 'state', 'Failed', 'failure', ARGV[10], 'changed', ms(now))
  end
elseif known and redis.call('HGET', KEYS[10], 'state') == 'Running' then
  redis.call('HSET', KEYS[10], 'state', 'Done', 'changed', ms(now))
  redis.call('HDEL', KEYS[10], 'failure')
end
if known then
  redis.call('EXPIRE', KEYS[10], ARGV[7])
end

redis.call('XACK', KEYS[1], 'workers', ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[3])
redis.call('ZREM', KEYS[2], ARGV[1] .. ':' .. ARGV[2] .. ':' .. ARGV[3])
if redis.call('HINCRBY', KEYS[3], ARGV[1], -1) <= 0 then
  redis.call('HDEL', KEYS[3], ARGV[1])
end

-- An organization that waited for this place is in turn again.
local woken = ARGV[5] == 'retry'
for parked, lane in pairs({ [KEYS[4]] = { KEYS[6], KEYS[7] }, [KEYS[5]] = { KEYS[8], KEYS[9] } }) do
  if redis.call('SREM', parked, ARGV[1]) == 1 and redis.call('SADD', lane[2], ARGV[1]) == 1 then
    redis.call('RPUSH', lane[1], ARGV[1])
    woken = true
  end
end
if woken then
  redis.call('PUBLISH', ARGV[6], '')
end
return 1
