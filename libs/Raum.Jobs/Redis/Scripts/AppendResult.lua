-- Appends an entry to a job's results and wakes who listens.
-- KEYS: results. ARGV: kind, sealed bytes, seconds to live, channel
redis.call('XADD', KEYS[1], '*', 'k', ARGV[1], 's', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], '')
return 1
