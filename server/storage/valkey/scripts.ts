// What Valkey runs, each as one step that nobody else's comes between. A window is the life of its key, by Valkey's own clock, so
// nodes whose clocks differ still agree on it. Every key of a script has the same hash tag.
import { createHash } from 'node:crypto';

export type Script = { readonly text: string; readonly sha: string };

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** A key that is over, or that somebody has left without an end, begins anew. */
const windowOf = `
local function windowOf(key, length)
  local left = redis.call('PTTL', key)
  if left <= 0 then return 0, length, false end
  return tonumber(redis.call('GET', key)), left, true
end
local function countIn(key, length, isRunning)
  if isRunning then redis.call('INCR', key) else redis.call('SET', key, 1, 'PX', length) end
end`;

/** For each key the most and the length; answers whether all were counted, then for each how many and how long. */
export const takeScript = script(`${windowOf}
local used, left, running, full = {}, {}, {}, false
for i, key in ipairs(KEYS) do
  used[i], left[i], running[i] = windowOf(key, tonumber(ARGV[2 * i]))
  if used[i] >= tonumber(ARGV[2 * i - 1]) then full = true end
end
local answer = { full and 0 or 1 }
for i, key in ipairs(KEYS) do
  if not full then
    countIn(key, ARGV[2 * i], running[i])
    used[i] = used[i] + 1
  end
  answer[2 * i] = used[i]
  answer[2 * i + 1] = left[i]
end
return answer`);

/** The length; answers how many and how long. */
export const countScript = script(`${windowOf}
local used, left, running = windowOf(KEYS[1], tonumber(ARGV[1]))
countIn(KEYS[1], ARGV[1], running)
return { used + 1, left }`);

export const giveBackScript = script(`${windowOf}
for _, key in ipairs(KEYS) do
  local used, _, running = windowOf(key, 0)
  if running and used > 0 then redis.call('DECR', key) end
end
return 0`);

/** For each key what it stood at, then for how long it is kept; answers 1 if all did, and were counted. */
export const addScript = script(`
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or 0) ~= tonumber(ARGV[i]) then return 0 end
end
for _, key in ipairs(KEYS) do
  redis.call('INCR', key)
  redis.call('PEXPIRE', key, ARGV[#KEYS + 1])
end
return 1`);

export const readScript = script(`
local answer = {}
for i, key in ipairs(KEYS) do answer[i] = tonumber(redis.call('GET', key) or 0) end
return answer`);
