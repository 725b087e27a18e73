// How an API key is made, and the only forms in which the server keeps one.
import { hash, randomBytes } from 'node:crypto';

/** All that follows `Bearer` in a header. */
export const apiKeyForm = /^sk-tally-[A-Za-z0-9_-]{43}$/;

/** 32 random bytes. */
export function newApiKey(): string {
  return `sk-tally-${randomBytes(32).toString('base64url')}`;
}

/** SHA-256 of the whole key, `sk-tally-` included, as lower-case hex. */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

export function lastFourOf(key: string): string {
  return key.slice(-4);
}
