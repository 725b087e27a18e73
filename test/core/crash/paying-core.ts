// The child of the charge test: a chat and an account over one database, which ask one question and die at a chosen commit.
import { createRouterClient } from '@orpc/server';
import { createAccount } from '../../../src/main/core/account/account.ts';
import { createPlaceChoice } from '../../../src/main/core/account/facts.ts';
import { createChat } from '../../../src/main/core/chat/chat.ts';
import { chatHandlers } from '../../../src/main/core/chat/chat-handlers.ts';
import { systemClock } from '../../../src/main/core/clock.ts';
import type { ReadyGenerator } from '../../../src/main/core/ports.ts';
import { createMemoryStore } from '../../../src/main/core/secrets/memory-store.ts';
import { createSecrets } from '../../../src/main/core/secrets/secrets.ts';
import { createSettings } from '../../../src/main/core/settings/settings.ts';
import { openPreferencesFile } from '../../../src/main/core/settings/preferences-file.ts';
import type { WritableDb } from '../../../src/main/core/store/db.ts';
import { openStore } from '../../../src/main/core/store/store.ts';
import { firstOllama, ChatId, MessageId, RunId } from '../../../src/preload/contract/ids.ts';
import { createVenues } from '../../../src/main/core/venues.ts';
import { plainParameters } from '../../../src/preload/contract/parameters.ts';
import { Venue } from '../../../src/preload/contract/models.ts';
import { quietShell } from '../core-scene.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { noTools } from '../../support/no-tools.ts';
import { noFiles } from '../../support/no-files.ts';

const [
  dataDir = '',
  origin = '',
  chat = '',
  run = '',
  question = '',
  answer = '',
  killedAt = '',
  when = '',
  venue = 'local',
] = process.argv.slice(2);

const die = (): void => void process.kill(process.pid, 'SIGKILL');

let isCounting = false;
let commits = 0;
let depth = 0;

/** Counts the commits, and dies right before or right after the chosen one. */
function mortal(db: WritableDb): WritableDb {
  return {
    ...db,
    transact(durability, work) {
      if (!isCounting || depth > 0) return db.transact(durability, work);
      commits += 1;
      const isLast = commits === Number(killedAt);
      if (isLast && when === 'before') die();
      depth += 1;
      try {
        return db.transact(durability, work);
      } finally {
        depth -= 1;
        if (isLast) die();
      }
    },
  };
}

const generator: ReadyGenerator = {
  loaded: async () => null,
  async *generate() {
    yield { kind: 'text', text: 'Yes, ' };
    yield { kind: 'text', text: 'it is.' };
    const counts = { promptTokens: 9, completionTokens: 3, totalNs: 1e9, loadNs: 0, promptNs: 0, completionNs: 0 };
    yield { kind: 'ended', reason: 'stop', counts };
  },
};

const store = openStore({ dataDir, now: Date.now });
const db = mortal(store.db);
const settings = createSettings({
  preferences: openPreferencesFile({ dir: dataDir, nowMs: Date.now() }),
  defaults: { ollamaAddress: 'http://127.0.0.1:1', serverAddress: origin },
});
const keychain = createMemoryStore();
const secrets = createSecrets({
  clock: systemClock,
  dataDir,
  isKeychainOn: true,
  choice: createPlaceChoice(db),
  keychain,
});
const shared = { db, clock: systemClock, shell: quietShell([]) };
const quiet = { info: () => undefined, warn: () => undefined };
const account = createAccount({ ...shared, settings, secrets, log: quiet, offlineGrace: 20 });
const feature = createChat({
  ...shared,
  generator: createVenues({ own: generator, hosted: account.hosted, ownModel: async () => null }),
  meter: account.meter,
  files: noFiles,
  titles: { generator, isOn: () => false },
  toolBox: noTools,
  hostedTakesTools: () => false,
  systemPrompt: () => '',
  parameters: { of: () => plainParameters, begin: () => undefined },
  context: { of: () => ({ leftOut: [], summaries: [], changedAt: 0 }) },
  placeOf: () => 'this_computer',
  ollamaOf: (id) => (id === firstOllama ? { id, name: '' } : null),
  canBeTogether: () => false,
  hostedAt: () => origin,
  operator: () => 'An operator',
  reportDefect: (error) => process.stderr.write(`${String(error)}\n`),
});
feature.recover();
const client = createRouterClient(chatHandlers(feature));
for await (const { link, credits } of account.state.watch(AbortSignal.timeout(60_000)))
  if (link.kind === 'online' && credits.mode === 'free') break;

isCounting = true;
const ids = { chatId: ChatId.parse(chat), runId: RunId.parse(run) };
const message = { messageId: MessageId.parse(question), answerId: MessageId.parse(answer) };
const model = { model: 'gemma', venue: Venue.parse(venue), sharesWith: origin };
await client.chat.send({ ...ids, ...message, parentId: null, parts: textParts('Is it?'), ...model });
for await (const event of await client.runs.watch({ runId: ids.runId, after: 0 }))
  if (event.kind === 'ended') process.stdout.write('ended\n');
process.stdout.write(`commits ${commits}\n`);
await feature.close();
await account.close();
store.close();
