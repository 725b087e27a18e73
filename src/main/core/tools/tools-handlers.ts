// The part of the contract about servers of tools, answered by the feature.
import { implement } from '@orpc/server';
import { appContract } from '../../../preload/contract/contract.ts';
import { signalOf } from '../call-signal.ts';
import type { ToolsFeature } from './tools.ts';

const os = implement(appContract.tools);

export function toolsHandlers(tools: ToolsFeature) {
  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      for await (const list of tools.state.watch(signalOf(signal))) yield [...list];
    }),
    save: os.save.handler(({ input }) => tools.save(input)),
    setOn: os.setOn.handler(({ input }) => ({ kind: tools.setOn(input.id, input.isOn) })),
    restart: os.restart.handler(({ input }) => ({ kind: tools.restart(input.id) })),
    remove: os.remove.handler(async ({ input }) => ({ kind: await tools.remove(input.id) })),
    import: os.import.handler(({ input }) => tools.import(input.text)),
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
      tools.forbid(input.id, input.tool);
      return { kind: 'done' };
    }),
  });
}
