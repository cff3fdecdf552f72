-- Sets the state of a job that is known; a forgotten one stays forgotten.
-- KEYS: status. ARGV: state, failure (or empty), changed (ms), status seconds
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'state', ARGV[1], 'changed', ARGV[3])
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], 'failure')
else
  redis.call('HSET', KEYS[1], 'failure', ARGV[2])
end
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
