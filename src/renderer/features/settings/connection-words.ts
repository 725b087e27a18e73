// How the connection to the companion server stands, in a sentence.
import type { ServerLink } from '../../../preload/contract/account.ts';
import type { Standing } from '../../shared/standing-line.tsx';

export function describeServer(link: ServerLink | null): Standing {
  if (link === null || link.kind === 'checking') return { kind: 'waiting', sentence: 'Checking…' };
  if (link.kind === 'offline')
    return {
      kind: 'bad',
      sentence:
        'Can’t reach the server. You can keep chatting with today’s offline messages. Check the address, or try again later.',
    };
  return {
    kind: 'good',
    sentence: `Connected to ${link.config.name} ${link.config.version}.${link.config.is_sandbox ? ' Test server: no real payments.' : ''}`,
  };
}
