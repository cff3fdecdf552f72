-- Appends an entry to a job's results and tells it to who listens.
-- KEYS: results. ARGV: kind, sealed bytes, seconds to live, channel
-- Entries are numbered without a gap, so that a listener knows whether it has heard them all.
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local number = string.format('%.0f', (last and tonumber(string.match(last[1], '^%d+')) or 0) + 1)
redis.call('XADD', KEYS[1], number .. '-0', 'k', ARGV[1], 's', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], number .. ' ' .. ARGV[1] .. ' ' .. ARGV[2])
return 1
