// Whether requests can be counted for all nodes where the settings say so.
import { isSafeFromOthers } from '../lib/safe-address.ts';
import { type SetupFinding, warning, well, wrong } from '../lib/setup-finding.ts';
import type { ServerSettings } from '../settings/config.ts';
import { valkeyName, valkeyUrlOf } from '../settings/valkey-settings.ts';
import type { ValkeyLook } from '../storage/valkey/look-at-valkey.ts';
import { valkeyWords as words } from '../words/commands/valkey.ts';

/** Both names have had what is used here since this version. */
const oldestMajor = 6;
const skewMsMax = 2_000;

export async function lookAtLimits(
  settings: ServerSettings,
): Promise<readonly { readonly isWell: boolean; readonly isWarning: boolean; readonly text: string }[]> {
  const url = valkeyUrlOf(settings);
  if (url === null) return [];
  const at = valkeyName(url);
  const findings = [
    ...(await found(url, at)),
    ...(isPlain(url) ? [warning(words.plain(at))] : []),
    well(words.whileAway(settings.VALKEY_AWAY === 'refuse')),
  ];
  return findings.map(({ kind, text }) => ({ isWell: kind !== 'wrong', isWarning: kind === 'warning', text }));
}

async function found(url: string, at: string): Promise<readonly SetupFinding[]> {
  // Loaded only where it is used.
  const { lookAtValkey } = await import('../storage/valkey/look-at-valkey.ts');
  try {
    return findingsOf(await lookAtValkey(url), at);
  } catch (error) {
    return [wrong(words.bad(at, error instanceof Error ? error.message : String(error)))];
  }
}

function findingsOf(look: ValkeyLook, at: string): readonly SetupFinding[] {
  const { name, version, policy, skewMs, tookMs } = look;
  const server = `${name} ${version}`;
  if (look.isCluster) return [wrong(words.cluster(at))];
  if (look.isReplica) return [wrong(words.replica(at))];
  if (Number.parseInt(version, 10) < oldestMajor) return [wrong(words.tooOld(server, `${oldestMajor}.0`))];
  return [
    well(words.answers(server, at, tookMs)),
    ...(policy === 'noeviction' ? [] : [warning(words.drops(policy))]),
    ...(Math.abs(skewMs) <= skewMsMax ? [] : [warning(words.skewed(Math.round(skewMs / 1000)))]),
  ];
}

function isPlain(url: string): boolean {
  return !url.startsWith('rediss:') && !isSafeFromOthers(url);
}
