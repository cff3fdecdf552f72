-- Makes a lease last its full time again, unless it is lost.
-- KEYS: stream, leases. ARGV: lease member, entry id, deliveries, consumer, lease (ms)
local pending = redis.call('XPENDING', KEYS[1], 'workers', ARGV[2], ARGV[2], 1)
if not pending[1] or pending[1][4] ~= tonumber(ARGV[3]) then
  return 0
end
redis.call('XCLAIM', KEYS[1], 'workers', ARGV[4], 0, ARGV[2], 'JUSTID')
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
redis.call('ZADD', KEYS[2], 'XX', string.format('%.0f', now + tonumber(ARGV[5])), ARGV[1])
return 1
