// What holds between the desktop shell and the core's process, whichever kind of process that is.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { implement } from '@orpc/server';
import { createCarrier } from '../../src/main/core/carrier.ts';
import type { CoreChild, CoreChildEvents, FromCore } from '../../src/main/link/core-messages.ts';
import type { FramePort } from '../../src/main/link/frame-port.ts';
import { servePort } from '../../src/main/link/serve-port.ts';
import { shellContract } from '../../src/main/link/shell-contract.ts';
import type { appContract } from '../../src/preload/contract/contract.ts';

/** How a test gets a process and ports that it can be handed. */
export type LinkWorld<Port extends FramePort> = {
  start(events: CoreChildEvents): CoreChild<Port>;
  /** The two ends of one channel; the first goes to the core. */
  channel(): readonly [Port, FramePort];
};

/** What was seen, step by step; compared with what it has to be. */
export type LinkReport = Readonly<Record<string, unknown>>;

export const expectedReport: LinkReport = {
  'it starts with what the shell keeps': {
    kind: 'started',
    notices: [{ kind: 'settings_put_aside', path: '{"theme":"dark"}' }],
  },
  'a page is answered': '1.2.3',
  'a stream comes whole': 200,
  'a page that comes anew closes the line before': 'closed',
  'and is answered': '1.2.3',
  'what the shell reports reaches the log': 'Error: something broke in the shell',
  'told to close, it saves and ends': { code: 0, kept: true },
  'a core that cannot start says why': { kind: 'failed', problem: { kind: 'other', text: 'This core cannot start.' } },
  'a core that is killed takes its pages’ lines with it': 'closed',
};

export async function tryLink<Port extends FramePort>(world: LinkWorld<Port>): Promise<LinkReport> {
  const first = openCore(world, { theme: 'dark' });
  const report: Record<string, unknown> = {};
  report['it starts with what the shell keeps'] = await first.told;
  const before = openPage(world, first.child);
  report['a page is answered'] = (await before.client.app.info()).version;
  let items = 0;
  const runId = '0190a0de-7b6c-7c61-8000-000000000001';
  for await (const event of await before.client.runs.watch({ runId, after: 0 })) items += event.n > 0 ? 1 : 0;
  report['a stream comes whole'] = items;
  const after = openPage(world, first.child);
  report['a page that comes anew closes the line before'] = await before.closed;
  report['and is answered'] = (await after.client.app.info()).version;
  first.child.send({ kind: 'report', text: 'something broke in the shell' });
  report['what the shell reports reaches the log'] = await first.kept('reported');
  first.child.send({ kind: 'close' });
  const kept = await first.kept('closed');
  report['told to close, it saves and ends'] = { code: await first.exited, kept };

  const failing = openCore(world, { mustFail: true });
  report['a core that cannot start says why'] = await failing.told;
  failing.child.kill();
  await failing.exited;

  const killed = openCore(world, {});
  await killed.told;
  const page = openPage(world, killed.child);
  await page.client.app.info();
  killed.child.kill();
  report['a core that is killed takes its pages’ lines with it'] = await page.closed;
  await killed.exited;
  return report;
}

function openCore<Port extends FramePort>(world: LinkWorld<Port>, stored: Record<string, unknown>) {
  const told = Promise.withResolvers<FromCore>();
  const exited = Promise.withResolvers<number | null>();
  const values = new Map<string, PromiseWithResolvers<unknown>>();
  const valueOf = (name: string): PromiseWithResolvers<unknown> => {
    const known = values.get(name) ?? Promise.withResolvers<unknown>();
    values.set(name, known);
    return known;
  };
  const os = implement(shellContract);
  const refuse = (): never => {
    throw new Error('Not asked for here');
  };
  const router = os.router({
    openExternal: os.openExternal.handler(refuse),
    openCheckout: os.openCheckout.handler(refuse),
    closeCheckout: os.closeCheckout.handler(() => undefined),
    showDocument: os.showDocument.handler(refuse),
    saveFile: os.saveFile.handler(refuse),
    signIn: {
      open: os.signIn.open.handler(refuse),
      hearsScheme: os.signIn.hearsScheme.handler(refuse),
      returns: os.signIn.returns.handler(refuse),
    },
    commands: os.commands.handler(refuse),
    preferences: {
      open: os.preferences.open.handler(() => ({ stored, damagedFile: null })),
      keep: os.preferences.keep.handler(({ input }) => {
        for (const [name, value] of Object.entries(input)) valueOf(name).resolve(value);
      }),
    },
  });
  const child = world.start({ onMessage: told.resolve, onExit: exited.resolve });
  const [forCore, ours] = world.channel();
  servePort(
    ours,
    createCarrier(router, () => undefined),
  );
  child.send({ kind: 'start' }, forCore);
  return { child, told: told.promise, exited: exited.promise, kept: (name: string) => valueOf(name).promise };
}

function openPage<Port extends FramePort>(world: LinkWorld<Port>, child: CoreChild<Port>) {
  const [forCore, ours] = world.channel();
  const closed = new Promise<string>((resolve) => ours.on('close', () => resolve('closed')));
  const client: ContractRouterClient<typeof appContract> = createORPCClient(new RPCLink({ port: ours }));
  ours.start();
  child.send({ kind: 'page' }, forCore);
  return { client, closed };
}
