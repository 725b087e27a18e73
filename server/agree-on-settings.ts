// Sees to it that a node starts only with the settings that the nodes of its database have agreed on, or with ones meant to replace them.
import type { Log } from './lib/log.ts';
import { hashSettings } from './settings/agreed-settings.ts';
import { ConfigError, type ServerSettings } from './settings/config.ts';
import type { AgreedSettings } from './storage/nodes/agreed-settings.ts';
import { settingsSay as say } from './words/commands/settings.ts';

/** Resolves with a hash of each of them. Throws ConfigError, which names what differs and holds no value. */
export async function agreeOnSettings(
  agreed: AgreedSettings,
  settings: ServerSettings,
  log: Log,
): Promise<ReadonlyMap<string, string>> {
  const { hashes, code } = hashSettings(settings);
  const isMeant = settings.SETTINGS_CHANGED === code;
  const names = await agreed.agree(hashes, { isMeant });
  if (names.length === 0) return hashes;
  if (!isMeant) throw new ConfigError(say.otherThanAgreed(names, code));
  log.warn(
    { names },
    'the settings of all nodes are now as here; nodes that run with others stop charging after some minutes',
  );
  return hashes;
}
