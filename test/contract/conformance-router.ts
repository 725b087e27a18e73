// A core small enough to see through: the few calls that the carriers are tried with, and what became of them.
import { firstOllama } from '../../src/preload/contract/ids.ts';
import { implement } from '@orpc/server';
import { appContract } from '../../src/preload/contract/contract.ts';
import type { CoreRouter } from '../../src/main/core/carrier.ts';

export type Observed = {
  /** Items of the endless stream that were pulled out of the core. */
  pulled: number;
  /** Resolves when a reader of the endless stream has gone, with how the core heard of it. */
  readonly readerGone: Promise<'aborted' | 'returned'>;
};

const address = 'http://127.0.0.1:11434';
/** Large enough that a socket fills up soon. */
export const bulkText = 'x'.repeat(16 * 1024);

const named = { id: firstOllama, name: '', place: 'this_computer' as const };

export function conformanceRouter(): { readonly router: CoreRouter; readonly observed: Observed } {
  const gone = Promise.withResolvers<'aborted' | 'returned'>();
  const observed: Observed = { pulled: 0, readerGone: gone.promise };
  const os = implement(appContract);

  const router = os.router({
    files: {
      put: os.files.put.handler(absent),
      image: os.files.image.handler(absent),
      text: os.files.text.handler(absent),
      keep: os.files.keep.handler(absent),
    },
    pictures: { fetch: os.pictures.fetch.handler(absent) },
    account: {
      watch: os.account.watch.handler(absent),
      refresh: os.account.refresh.handler(absent),
      buy: os.account.buy.handler(absent),
      resume: os.account.resume.handler(absent),
      abandon: os.account.abandon.handler(absent),
      refreshPurchases: os.account.refreshPurchases.handler(absent),
      receipt: os.account.receipt.handler(absent),
      recoveryKit: os.account.recoveryKit.handler(absent),
      useToken: os.account.useToken.handler(absent),
      keptTokens: os.account.keptTokens.handler(absent),
      restoreToken: os.account.restoreToken.handler(absent),
      forgetToken: os.account.forgetToken.handler(absent),
      signIn: os.account.signIn.handler(absent),
      cancelSignIn: os.account.cancelSignIn.handler(absent),
      signOut: os.account.signOut.handler(absent),
      subscribe: os.account.subscribe.handler(absent),
      managePlans: os.account.managePlans.handler(absent),
      payWith: os.account.payWith.handler(absent),
    },
    app: {
      info: os.app.info.handler(() => ({ version: '1.2.3', shell: 'web', platform: 'linux', outboundHosts: [] })),
      commands: os.app.commands.handler(absent),
      openExternal: os.app.openExternal.handler(absent),
      saveFile: os.app.saveFile.handler(absent),
    },
    hosted: { watch: os.hosted.watch.handler(absent) },
    context: {
      leaveOut: os.context.leaveOut.handler(absent),
      summarise: os.context.summarise.handler(absent),
      forget: os.context.forget.handler(absent),
      carryOver: os.context.carryOver.handler(absent),
    },
    queue: {
      put: os.queue.put.handler(absent),
      change: os.queue.change.handler(absent),
      remove: os.queue.remove.handler(absent),
      move: os.queue.move.handler(absent),
    },
    parameters: {
      set: os.parameters.set.handler(absent),
      checkSchema: os.parameters.checkSchema.handler(absent),
    },
    presets: {
      watch: os.presets.watch.handler(absent),
      save: os.presets.save.handler(absent),
      rename: os.presets.rename.handler(absent),
      setDefault: os.presets.setDefault.handler(absent),
      remove: os.presets.remove.handler(absent),
      restore: os.presets.restore.handler(absent),
    },
    usage: { report: os.usage.report.handler(absent) },
    chats: {
      watch: os.chats.watch.handler(absent),
      open: os.chats.open.handler(absent),
      rename: os.chats.rename.handler(({ errors }) => {
        throw errors.chat_not_found();
      }),
      setModel: os.chats.setModel.handler(absent),
      setLeaf: os.chats.setLeaf.handler(absent),
      setCompared: os.chats.setCompared.handler(absent),
      remove: os.chats.remove.handler(absent),
      restore: os.chats.restore.handler(absent),
      search: os.chats.search.handler(absent),
    },
    chat: {
      // The text goes there and back.
      send: os.chat.send.handler(({ input: { messageId, answerId, chatId, parentId, runId, parts, model } }) => ({
        user: { id: messageId, chatId, parentId, role: 'user' as const, parts, createdAt: 0 },
        answer: {
          id: answerId,
          chatId,
          parentId: messageId,
          role: 'assistant' as const,
          runId,
          model,
          place: 'this_computer',
          host: null,
          firstTokenMs: null,
          ollama: null,
          notes: [],
          parts: [],
          state: { kind: 'streaming' as const },
          counts: null,
          charge: { kind: 'reserving' as const },
          createdAt: 0,
        },
      })),
      compare: os.chat.compare.handler(absent),
      regenerate: os.chat.regenerate.handler(absent),
      resume: os.chat.resume.handler(absent),
    },
    runs: {
      // 200 numbered items, then the end.
      watch: os.runs.watch.handler(async function* ({ input }) {
        for (let n = input.after + 1; n <= 200; n += 1) yield { n, kind: 'text' as const, text: `word ${String(n)} ` };
      }),
      decide: os.runs.decide.handler(absent),
      waiting: os.runs.waiting.handler(absent),
      stop: os.runs.stop.handler(absent),
    },
    models: {
      // Items without end, until the reader has had enough.
      watch: os.models.watch.handler(async function* ({ signal }) {
        try {
          for (;;) {
            if (signal?.aborted === true) break;
            observed.pulled += 1;
            yield [{ kind: 'checking' as const, ...named, address: `${address}/${bulkText}` }];
            await new Promise((resolve) => setImmediate(resolve));
          }
          gone.resolve('aborted');
        } finally {
          gone.resolve('returned');
        }
      }),
      refresh: os.models.refresh.handler(async ({ signal }) => {
        await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
        gone.resolve('aborted');
        return [{ kind: 'checking' as const, ...named, address }];
      }),
      check: os.models.check.handler(absent),
      show: os.models.show.handler(absent),
    },
    ollamas: {
      put: os.ollamas.put.handler(absent),
      remove: os.ollamas.remove.handler(absent),
      setUsual: os.ollamas.setUsual.handler(absent),
    },
    doctor: { examine: os.doctor.examine.handler(absent) },
    downloads: {
      watch: os.downloads.watch.handler(absent),
      add: os.downloads.add.handler(absent),
      pause: os.downloads.pause.handler(absent),
      resume: os.downloads.resume.handler(absent),
      cancel: os.downloads.cancel.handler(absent),
      removals: os.downloads.removals.handler(absent),
      remove: os.downloads.remove.handler(absent),
      keep: os.downloads.keep.handler(absent),
    },
    tools: {
      watch: os.tools.watch.handler(absent),
      save: os.tools.save.handler(absent),
      setOn: os.tools.setOn.handler(absent),
      restart: os.tools.restart.handler(absent),
      remove: os.tools.remove.handler(absent),
      import: os.tools.import.handler(absent),
      allow: os.tools.allow.handler(absent),
      forbid: os.tools.forbid.handler(absent),
      leftOut: os.tools.leftOut.handler(absent),
      leaveOut: os.tools.leaveOut.handler(absent),
      preview: os.tools.preview.handler(absent),
      said: os.tools.said.handler(absent),
      report: os.tools.report.handler(absent),
    },
    manager: {
      watch: os.manager.watch.handler(absent),
      recommended: os.manager.recommended.handler(absent),
      cloudAccount: os.manager.cloudAccount.handler(absent),
      copy: os.manager.copy.handler(absent),
      unload: os.manager.unload.handler(absent),
      keepLoaded: os.manager.keepLoaded.handler(absent),
    },
    settings: {
      watch: os.settings.watch.handler(absent),
      set: os.settings.set.handler(() => {
        throw new Error('a secret of the core');
      }),
    },
  });
  return { router, observed };
}

function absent(): never {
  throw new Error('This call is not part of the conformance suite');
}
