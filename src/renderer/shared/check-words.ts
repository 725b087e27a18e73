// What a try of an address came to, in words.
import { words } from '../words.ts';
import type { AddressTrouble } from '../../preload/contract/models.ts';
import type { Failure } from '../../preload/contract/failure.ts';

export type CheckAnswer =
  | { readonly kind: 'ok'; readonly version: string | null; readonly modelCount: number }
  | { readonly kind: 'malformed'; readonly trouble: AddressTrouble }
  | { readonly kind: 'failed'; readonly failure: Failure };

export function sayCheck(answer: CheckAnswer): { readonly isGood: boolean; readonly sentence: string } {
  switch (answer.kind) {
    case 'ok':
      return {
        isGood: true,
        sentence: words.settings.connections.ollamaThere(answer.version, answer.modelCount),
      };
    case 'malformed':
      return { isGood: false, sentence: words.addressTrouble(answer.trouble) };
    case 'failed': {
      const { title, remedy } = words.failures[answer.failure.code];
      return { isGood: false, sentence: `${title}. ${remedy}` };
    }
  }
}
