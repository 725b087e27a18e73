// Whether an answer is charged, from how it ended. Pure: the rules of I18 and of the route, in one place.
import type { AnswerClass } from './metered-route.ts';
import type { OutgoingEnd } from './outgoing.ts';

export type Verdict =
  | { readonly kind: 'charge'; readonly isWhole: boolean }
  | { readonly kind: 'release'; readonly reason: string };

export function verdictOn(
  ended: OutgoingEnd,
  answer: { readonly status: number; readonly chargeOn: readonly AnswerClass[] },
): Verdict {
  if (ended.kind === 'failed') return { kind: 'release', reason: 'answer_failed' };
  if (ended.kind === 'left' && ended.bytes === 0) return { kind: 'release', reason: 'client_left' };
  const answerClass = classOf(answer.status);
  if (!answer.chargeOn.includes(answerClass)) return { kind: 'release', reason: answerClass };
  return { kind: 'charge', isWhole: ended.kind === 'complete' };
}

function classOf(status: number): AnswerClass {
  if (status >= 500) return 'server_error';
  return status >= 400 ? 'client_error' : 'success';
}
