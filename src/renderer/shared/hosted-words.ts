// A model that the operator of the server hosts, in words. Pure.
import type { HostedModel, HostedState } from '../../preload/contract/hosted.ts';
import { formatAbout } from './amounts.ts';
import { words } from '../words.ts';

/** "Leaves this computer · about 0.4 credits for a short answer". */
export function sayHosted(
  { shortAnswerMicrocredits }: HostedModel,
  { isReachable }: Pick<HostedState, 'isReachable'>,
): string {
  if (!isReachable) return words.chat.models.unreachable;
  const price = shortAnswerMicrocredits === 0 ? null : formatAbout(shortAnswerMicrocredits);
  return words.chat.models.priceAndLeaving(price, words.places.leaves);
}
