// The part of the contract about servers of tools, answered by the feature.
import { implement } from '@orpc/server';
import { appContract } from '../../../preload/contract/contract.ts';
import { signalOf } from '../call-signal.ts';
import type { Clock } from '../ports.ts';
import type { ToolsFeature } from './tools.ts';

const os = implement(appContract.tools);

/** Some programs write a line for everything they do; a person reads no faster than this. */
const saidMs = 500;

export function toolsHandlers(tools: ToolsFeature, clock: Clock) {
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      for await (const list of tools.state.watch(signalOf(signal))) yield [...list];
    }),
    save: os.save.handler(({ input }) => tools.save(input)),
    setOn: os.setOn.handler(({ input }) => ({ kind: tools.setOn(input.id, input.isOn) })),
    restart: os.restart.handler(({ input }) => ({ kind: tools.restart(input.id) })),
    remove: os.remove.handler(async ({ input }) => ({ kind: await tools.remove(input.id) })),
    import: os.import.handler(({ input }) => tools.import(input.text)),
    preview: os.preview.handler(({ input }) => tools.preview(input.text)),
    said: os.said.handler(({ input, signal, errors }) => {
      if (tools.said(input.id) === null) throw errors.gone();
      return follow(() => tools.said(input.id), clock, signalOf(signal));
    }),
    report: os.report.handler(() => tools.report()),
    allow: os.allow.handler(({ input }) => ({ kind: tools.allow(input) })),
    leftOut: os.leftOut.handler(({ input, signal, errors }) => {
      const choices = tools.ofChats.watch(input.chatId, signalOf(signal));
      if (choices === null) throw errors.chat_not_found();
      return choices;
    }),
    leaveOut: os.leaveOut.handler(({ input, errors }) => {
      const chosen = tools.ofChats.choose(input.chatId, input.tools);
      if (chosen === null) throw errors.chat_not_found();
      return chosen;
    }),
    forbid: os.forbid.handler(({ input }) => {
      tools.forbid(input);
      return { kind: 'done' };
    }),
  });
}

async function* follow(
  read: () => string | null,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<{ text: string }, void, void> {
  let told: string | null = null;
  for (let text = read(); text !== null && !signal.aborted; text = read()) {
    if (text !== told) yield { text };
    told = text;
    await clock.wait(saidMs, signal).catch(() => undefined);
  }
}
