// The child of the kill test: a core that answers without end and prints each word that a watcher has seen, with its time.
import { createRouterClient } from '@orpc/server';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseConfig } from '../../../src/main/core/config.ts';
import { createCore } from '../../../src/main/core/core.ts';
import type { Meter, ReadyGenerator } from '../../../src/main/core/ports.ts';
import { ChatId, MessageId, RunId } from '../../../src/preload/contract/ids.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

const [dataDir = '', chatId = '', runId = '', questionId = '', answerId = ''] = process.argv.slice(2);

const generator: ReadyGenerator = {
  loaded: async () => null,
  async *generate() {
    for (let index = 1; ; index += 1) {
      await sleep(4);
      yield { kind: 'text', text: `w${index} ` };
    }
  },
};
const meter: Meter = {
  reserve: async () => ({ kind: 'granted', charge: { kind: 'held', source: 'free' } }),
  end: () => ({ kind: 'unsettled' }),
  settle: async () => ({ kind: 'unsettled' }),
  onSettled: () => undefined,
};

const core = await createCore({
  config: parseConfig(
    {
      TALLYSTICK_DATA_DIR: dataDir,
      TALLYSTICK_KEYCHAIN: 'off',
      OLLAMA_HOST: '127.0.0.1:1',
      TALLYSTICK_SERVER: 'http://127.0.0.1:1',
      PATH: '',
    },
    { platform: 'linux', homeDir: dataDir },
  ),
  version: '0.0.1',
  shell: {
    kind: 'web',
    openExternal: async () => 'page_opens',
    openCheckout: async ({ url }) => ({ kind: 'frame', url }),
    showDocument: async () => ({ kind: 'window' }),
    saveFile: async () => 'page_saves',
    closeCheckout: async () => undefined,
    signIn: { open: async () => 'page_opens', hearsScheme: async () => false, async *returns() {} },
    async *commands() {},
  },
  generator,
  meter,
});
const client = createRouterClient(core.router);
const ids = { chatId: ChatId.parse(chatId), runId: RunId.parse(runId) };
await client.chat.send({
  ...ids,
  parentId: null,
  messageId: MessageId.parse(questionId),
  answerId: MessageId.parse(answerId),
  parts: textParts('Count on'),
  model: 'gemma',
});
process.stdout.write('acknowledged\n');
for await (const event of await client.runs.watch({ runId: ids.runId, after: 0 })) {
  if (event.kind === 'text') process.stdout.write(`${Date.now()} ${event.text}\n`);
}
