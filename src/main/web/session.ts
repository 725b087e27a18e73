// Who may use the browser shell: a link that works once, and the cookie it is exchanged for. Knows no HTTP.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '../core/ports.ts';

export const sessionMs = 30 * 24 * 60 * 60 * 1000;
const proofMs = 10_000;
const outstandingLinksMax = 16;

/** 32 random bytes, in hex. */
const SessionKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'SessionKey'>();
export type SessionKey = z.infer<typeof SessionKey>;

export type Sessions = {
  /** A token that `redeem` takes once. */
  issueLinkToken(): string;
  /** Whether a token has not been used yet. */
  hasUnusedLink(): boolean;
  /** The value of a new session cookie, or null for a token that is unknown or used. */
  redeem(linkToken: string): string | null;
  isValid(cookie: string): boolean;
};

/** The key outlives the process, so that an open tab stays signed in across a restart. */
export async function loadSessionKey(dataDir: string): Promise<SessionKey> {
  const file = path.join(dataDir, 'web-session.key');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    const created = await open(file, 'wx', 0o600);
    try {
      await created.writeFile(randomBytes(32).toString('hex'));
      await created.sync();
    } finally {
      await created.close();
    }
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
  }
  const key = SessionKey.safeParse(await readFile(file, 'utf8'));
  if (key.success) return key.data;
  throw new Error(
    `The session key in ${file} is damaged. Delete the file and start again; open tabs then need a new link.`,
  );
}

export function createSessions(key: SessionKey, clock: Clock): Sessions {
  const outstanding = new Set<string>();

  return {
    issueLinkToken() {
      const token = randomBytes(24).toString('base64url');
      outstanding.add(hashOf(token));
      for (const oldest of outstanding) {
        if (outstanding.size <= outstandingLinksMax) break;
        outstanding.delete(oldest);
      }
      return token;
    },
    hasUnusedLink: () => outstanding.size > 0,
    redeem(linkToken) {
      if (!outstanding.delete(hashOf(linkToken))) return null;
      const body = `${clock.now() + sessionMs}.${randomBytes(12).toString('base64url')}`;
      return `${body}.${sign(key, `session:${body}`)}`;
    },
    isValid(cookie) {
      const [expiresAt = '', nonce = '', signature = '', ...rest] = cookie.split('.');
      if (rest.length > 0 || !isSame(signature, sign(key, `session:${expiresAt}.${nonce}`))) return false;
      return Number(expiresAt) > clock.now();
    },
  };
}

export type ProofPurpose = 'ask' | 'answer';

/** Shows to a process with the same key, for a few seconds, that the asker can read our data folder. */
export function makeProof(key: SessionKey, purpose: ProofPurpose, now: number): string {
  return `${now}.${sign(key, `proof:${purpose}:${now}`)}`;
}

export function isProof(
  key: SessionKey,
  shown: { readonly purpose: ProofPurpose; readonly proof: string },
  now: number,
): boolean {
  const [madeAt = '', signature = ''] = shown.proof.split('.');
  return isSame(signature, sign(key, `proof:${shown.purpose}:${madeAt}`)) && Math.abs(now - Number(madeAt)) < proofMs;
}

function sign(key: SessionKey, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(a)), Buffer.from(hashOf(b)));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
