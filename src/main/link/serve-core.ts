// The core's process, from its first message to its last: opens the core with the shell's help, gives it the page's line, closes it.
import { createCarrier, type Carrier } from '../core/carrier.ts';
import type { Core } from '../core/core.ts';
import type { Shell } from '../core/shell-port.ts';
import { startProblemOf } from '../core/start-failure.ts';
import type { Preferences } from '../core/settings/preferences.ts';
import type { ShellLink } from './core-messages.ts';
import type { FramePort } from './frame-port.ts';
import { servePort } from './serve-port.ts';
import { createShellClient } from './shell-client.ts';

type OpenedCore = Pick<Core, 'router' | 'notices' | 'report' | 'close'>;

export type CoreProcessOptions = {
  readonly link: ShellLink;
  readonly openCore: (shell: Shell, preferences: Preferences) => Promise<OpenedCore>;
  /** Ends the process, once the core is closed. */
  readonly exit: () => void;
};

export type CoreProcess = {
  /** Saves, settles and ends. May be called twice. */
  close(): Promise<void>;
  /** Into the log, if the core is open. */
  report(error: unknown): void;
};

export function serveCore({ link, openCore, exit }: CoreProcessOptions): CoreProcess {
  let opening: Promise<OpenedCore> | null = null;
  let core: OpenedCore | null = null;
  let carrier: Carrier | null = null;
  let page: { readonly port: FramePort; close: () => void } | null = null;

  const start = async (port: FramePort): Promise<OpenedCore> => {
    const { shell, openPreferences } = createShellClient(port);
    const opened = await openCore(shell, await openPreferences());
    core = opened;
    carrier = createCarrier(opened.router, opened.report);
    if (page !== null) page.close = servePort(page.port, carrier);
    return opened;
  };
  const close = async (): Promise<void> => {
    // A core that is still opening is closed once it is open; one that could not open has nothing to close.
    await opening?.then((opened) => opened.close()).catch(() => undefined);
    exit();
  };

  link.hear((message, port) => {
    switch (message.kind) {
      case 'start':
        if (port === null || opening !== null) return;
        opening = start(port);
        opening.then(
          ({ notices }) => link.tell({ kind: 'started', notices }),
          (error: unknown) => link.tell({ kind: 'failed', problem: startProblemOf(error) }),
        );
        return;
      case 'page':
        if (port === null) return;
        // There is one window, so there is one line: a page that asks again has given up the one before.
        page?.close();
        page = { port, close: carrier === null ? () => port.close() : servePort(port, carrier) };
        return;
      case 'report':
        return core?.report(new Error(message.text));
      case 'close':
        return void close();
    }
  });

  return { close, report: (error) => core?.report(error) };
}
