// How a connection stands, in a sentence.
import type { ServerLink } from '../../../preload/contract/account.ts';

export type Standing = { readonly kind: 'good' | 'bad' | 'waiting'; readonly sentence: string };

export function describeServer(link: ServerLink | null): Standing {
  if (link === null || link.kind === 'checking') return { kind: 'waiting', sentence: 'Trying it' };
  if (link.kind === 'offline')
    return {
      kind: 'bad',
      sentence:
        'It does not answer. Chatting goes on with the offline messages of the day; check the address, or wait.',
    };
  return {
    kind: 'good',
    sentence: `${link.config.name} ${link.config.version} answers.${link.config.is_sandbox ? ' It is a test server: no money moves.' : ''}`,
  };
}
