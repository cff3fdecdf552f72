-- Hands out jobs of one partition: leases that ran out first, then organizations in turn, at most so many in flight each.
-- KEYS: ready and set (interactive), ready and set (background), parked (interactive), parked (background), leases, in flight, delayed, turn
-- ARGV: key prefix, consumer, lease (ms), most in flight, most to take
-- Returns the jobs, and the milliseconds until the next lease or delay ends (-1: none).
-- Keys that are built here carry the partition's hash tag, as all keys of KEYS do.
local prefix, consumer, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local most, max = tonumber(ARGV[4]), tonumber(ARGV[5])
local lists = { i = KEYS[1], b = KEYS[3] }
local sets = { i = KEYS[2], b = KEYS[4] }
local parked = { i = KEYS[5], b = KEYS[6] }
local leases, inflight, delayed, turns = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
-- Somebody waits for an interactive job: background jobs leave one place free for it.
local cap = { i = most, b = math.max(1, most - 1) }
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local function ms(number)
  return string.format('%.0f', number)
end
local function stream_of(org, lane)
  return prefix .. 'jobs:' .. org .. ':' .. lane
end
local function line_up(org, lane)
  if redis.call('SADD', sets[lane], org) == 1 then
    redis.call('RPUSH', lists[lane], org)
  end
end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', ms(now), 'LIMIT', 0, 100)) do
  local key = prefix .. 'later:' .. member
  local later = redis.call('HMGET', key, 'o', 'l', 'i', 'j', 'a', 's')
  redis.call('ZREM', delayed, member)
  if later[1] then
    local stream = stream_of(later[1], later[2])
    if redis.call('EXISTS', stream) == 0 then
      redis.call('XGROUP', 'CREATE', stream, 'workers', '0', 'MKSTREAM')
    end
    if later[6] then
      redis.call('XADD', stream, '*', 'i', later[3], 'j', later[4], 'a', later[5], 's', later[6])
    else
      redis.call('XADD', stream, '*', 'i', later[3], 'j', later[4], 'a', later[5])
    end
    redis.call('DEL', key)
    line_up(later[1], later[2])
  end
end

local out = {}
local function hand_out(org, lane, entry)
  local deliveries = redis.call('XPENDING', stream_of(org, lane), 'workers', entry[1], entry[1], 1)[1][4]
  redis.call('ZADD', leases, ms(now + lease), org .. ':' .. lane .. ':' .. entry[1])
  out[#out + 1] = { org, lane, entry[1], deliveries, entry[2] }
  local fields = {}
  for i = 1, #entry[2], 2 do
    fields[entry[2][i]] = entry[2][i + 1]
  end
  local status = prefix .. 'job:' .. org .. ':' .. (fields['i'] or '')
  if redis.call('EXISTS', status) == 1 then
    redis.call('HSET', status, 'state', 'Running', 'attempts', (tonumber(fields['a']) or 0) + deliveries, 'changed', ms(now))
  end
end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', ms(now), 'LIMIT', 0, max)) do
  local org, lane, id = string.match(member, '^([^:]+):([^:]+):(.+)$')
  local claimed = redis.call('XCLAIM', stream_of(org, lane), 'workers', consumer, 0, id)
  if claimed[1] then
    hand_out(org, lane, claimed[1])
  else
    -- Somebody removed the entry by hand: its place is free, and nobody will settle it.
    redis.call('ZREM', leases, member)
    redis.call('HINCRBY', inflight, org, -1)
    for _, waiting in ipairs({ 'i', 'b' }) do
      if redis.call('SREM', parked[waiting], org) == 1 then
        line_up(org, waiting)
      end
    end
  end
end

-- The next organization of a lane that has a job and a free place.
local function next_of(lane)
  for _ = 1, redis.call('LLEN', lists[lane]) do
    local org = redis.call('LPOP', lists[lane])
    if tonumber(redis.call('HGET', inflight, org) or '0') >= cap[lane] then
      redis.call('SREM', sets[lane], org)
      redis.call('SADD', parked[lane], org)
    else
      local read = redis.call('XREADGROUP', 'GROUP', 'workers', consumer, 'COUNT', 1, 'STREAMS', stream_of(org, lane), '>')
      if read and read[1] and read[1][2][1] then
        redis.call('RPUSH', lists[lane], org)
        redis.call('HINCRBY', inflight, org, 1)
        hand_out(org, lane, read[1][2][1])
        return true
      end
      redis.call('SREM', sets[lane], org)
    end
  end
  return false
end

while #out < max do
  local first, second = 'i', 'b'
  -- Where both lanes wait, one job in four is a background job.
  if redis.call('LLEN', lists['i']) > 0 and redis.call('LLEN', lists['b']) > 0 and redis.call('INCR', turns) % 4 == 0 then
    first, second = 'b', 'i'
  end
  if not next_of(first) and not next_of(second) then
    break
  end
end

local due = -1
for _, key in ipairs({ leases, delayed }) do
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if first[2] then
    local wait = math.max(0, tonumber(first[2]) - now)
    if due < 0 or wait < due then
      due = wait
    end
  end
end
return { out, math.floor(due) }
