// How the connection to the companion server stands, in a sentence.
import type { ServerLink } from '../../../preload/contract/account.ts';
import type { Standing } from '../../shared/standing-line.tsx';
import { words } from '../../words.ts';

export function describeServer(link: ServerLink | null): Standing {
  if (link === null || link.kind === 'checking')
    return { kind: 'waiting', sentence: words.settings.connections.checking };
  if (link.kind === 'offline')
    return {
      kind: 'bad',
      sentence: words.settings.connections.serverAway,
    };
  const { name, version, is_sandbox: isSandbox } = link.config;
  return { kind: 'good', sentence: words.settings.connections.serverThere(name, version, isSandbox) };
}
