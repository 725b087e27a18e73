// What an operator should know of a Valkey before requests are counted in it.
import { type Clock, systemClock } from '../../lib/clock.ts';
import { connectValkey } from './connect-valkey.ts';
import { addScript, countScript, giveBackScript, readScript, takeScript } from './scripts.ts';

/** `policy`: what it drops when its memory is full; `skewMs`: how far its clock is before ours; `tookMs`: of one count. */
export type ValkeyLook = {
  readonly name: 'Valkey' | 'Redis';
  readonly version: string;
  readonly policy: string;
  readonly isReplica: boolean;
  readonly isCluster: boolean;
  readonly skewMs: number;
  readonly tookMs: number;
};

/** Patient, since it is asked once by a person. */
const waitMs = 3_000;
const trialKey = '{tallystick}:trial:doctor';

/** Throws LimitsAway with the reason where it cannot be reached, or does not let this user count. */
export async function lookAtValkey(url: string, clock: Clock = systemClock): Promise<ValkeyLook> {
  const valkey = await connectValkey({ url, waitMs, clock, onChange: () => undefined });
  try {
    const asked = clock.now();
    const { info, now } = await valkey.look();
    const skewMs = now - (asked + clock.now()) / 2;
    const of = (field: string): string => new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
    const isValkey = of('valkey_version') !== '';
    const found = {
      name: isValkey ? ('Valkey' as const) : ('Redis' as const),
      version: of(isValkey ? 'valkey_version' : 'redis_version'),
      policy: of('maxmemory_policy'),
      isReplica: of('role') === 'slave',
      isCluster: of('cluster_enabled') === '1',
      skewMs,
      tookMs: 0,
    };
    if (found.isReplica || found.isCluster) return found;
    // All that the server ever asks for, so that a right which is missing is found now.
    await valkey.run(takeScript, [trialKey], [1_000_000, 60_000]);
    await valkey.run(giveBackScript, [trialKey], []);
    await valkey.run(readScript, [trialKey], []);
    await valkey.run(addScript, [`${trialKey}:${Math.round(now)}`], [0, 1_000]);
    const before = performance.now();
    await valkey.run(countScript, [trialKey], [60_000]);
    return { ...found, tookMs: performance.now() - before };
  } finally {
    await valkey.close();
  }
}
