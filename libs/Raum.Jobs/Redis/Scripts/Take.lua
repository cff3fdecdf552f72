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
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local function ms(number)
  return string.format('%.0f', number)
end
local function stream_of(org, lane)
  return prefix .. 'jobs:' .. org .. ':' .. lane
end

for _, id in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', ms(now), 'LIMIT', 0, 100)) do
  local key = prefix .. 'later:' .. id
  local later = redis.call('HMGET', key, 'o', 'l', 'j', 'a', 's')
  redis.call('ZREM', delayed, id)
  if later[1] then
    local stream = stream_of(later[1], later[2])
    if redis.call('EXISTS', stream) == 0 then
      redis.call('XGROUP', 'CREATE', stream, 'workers', '0', 'MKSTREAM')
    end
    if later[5] then
      redis.call('XADD', stream, '*', 'j', later[3], 'a', later[4], 's', later[5])
    else
      redis.call('XADD', stream, '*', 'j', later[3], 'a', later[4])
    end
    redis.call('DEL', key)
    if redis.call('SADD', sets[later[2]], later[1]) == 1 then
      redis.call('RPUSH', lists[later[2]], later[1])
    end
  end
end

local out = {}
local function hand_out(org, lane, entry)
  local pending = redis.call('XPENDING', stream_of(org, lane), 'workers', entry[1], entry[1], 1)
  redis.call('ZADD', leases, ms(now + lease), org .. ':' .. lane .. ':' .. entry[1])
  out[#out + 1] = { org, lane, entry[1], pending[1][4], entry[2] }
end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', ms(now), 'LIMIT', 0, max)) do
  local org, lane, id = string.match(member, '^([^:]+):([^:]+):(.+)$')
  local claimed = redis.call('XCLAIM', stream_of(org, lane), 'workers', consumer, 0, id)
  if claimed[1] then
    hand_out(org, lane, claimed[1])
  else
    -- Somebody removed the entry by hand.
    redis.call('ZREM', leases, member)
    redis.call('HINCRBY', inflight, org, -1)
  end
end

local order = redis.call('INCR', turns) % 4 == 0 and { 'b', 'i' } or { 'i', 'b' }
local found = true
while found and #out < max do
  found = false
  for _, lane in ipairs(order) do
    local left = redis.call('LLEN', lists[lane])
    while left > 0 and not found do
      left = left - 1
      local org = redis.call('LPOP', lists[lane])
      if tonumber(redis.call('HGET', inflight, org) or '0') >= most then
        redis.call('SREM', sets[lane], org)
        redis.call('SADD', parked[lane], org)
      else
        local read = redis.call('XREADGROUP', 'GROUP', 'workers', consumer, 'COUNT', 1, 'STREAMS', stream_of(org, lane), '>')
        if read and read[1] and read[1][2][1] then
          redis.call('RPUSH', lists[lane], org)
          redis.call('HINCRBY', inflight, org, 1)
          hand_out(org, lane, read[1][2][1])
          found = true
        else
          redis.call('SREM', sets[lane], org)
        end
      end
    end
    if found then
      break
    end
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
