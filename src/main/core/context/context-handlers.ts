// The context part of the contract, answered by the feature.
import { implement } from '@orpc/server';
import { context } from '../../../preload/contract/context.ts';
import { signalOf } from '../call-signal.ts';
import type { ContextFeature, Made } from './context.ts';

const os = implement(context);

export function contextHandlers(feature: ContextFeature) {
  return os.router({
    leaveOut: os.leaveOut.handler(({ input, errors }) =>
      found(feature.leaveOut(input.chatId, input.messageIds, input.isLeftOut), errors.chat_not_found),
    ),
    forget: os.forget.handler(({ input, errors }) =>
      found(feature.forget(input.chatId, input.id), errors.chat_not_found),
    ),
    summarise: os.summarise.handler(async ({ input, signal, errors }) =>
      made(await feature.summarise(input, signalOf(signal)), errors),
    ),
    carryOver: os.carryOver.handler(async ({ input, signal, errors }) =>
      made(await feature.carryOver(input, signalOf(signal)), errors),
    ),
  });
}

type Errors = Readonly<Record<'chat_not_found' | 'message_not_found', () => Error>>;

function made(answer: Made, errors: Errors): Exclude<Made, { kind: keyof Errors }> {
  if (answer.kind === 'chat_not_found' || answer.kind === 'message_not_found') throw errors[answer.kind]();
  return answer;
}

function found<T>(answer: T | null, no: () => Error): T {
  if (answer === null) throw no();
  return answer;
}
