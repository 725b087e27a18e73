// Shows a window of the double in a real Chromium: files come through the app's own protocol handler, the built preload runs
// first, and the frames of its message port are pumped to the main process and back.
import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import type { DesktopApp } from './desktop-app.ts';
import { Loaded } from './session.ts';

/** Chromium gives a custom scheme no origin of its own; a name under localhost stands in for app://tallystick. */
const stage = 'http://tallystick.localhost';
const appOrigin = 'app://tallystick';

type FromPage =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'port_frame'; readonly portId: number; readonly data: unknown }
  | { readonly kind: 'refused'; readonly reason: string };

export type WindowPage = {
  readonly page: Page;
  /** What the preload wanted and did not get. */ readonly refusals: readonly string[];
};

export async function showWindow(
  app: DesktopApp,
  context: BrowserContext,
  window: { readonly id: number; readonly preload: string },
): Promise<WindowPage> {
  const page = await context.newPage();
  const refusals: string[] = [];

  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (!url.startsWith(`${stage}/`)) return route.abort('blockedbyclient');
    // A new document takes the ports of the old one with it.
    if (route.request().isNavigationRequest()) await app.ask('closeAllPorts');
    const loaded = Loaded.parse(
      await app.ask('load', window.id, url.replace(stage, appOrigin), route.request().method()),
    );
    if (loaded === null) return route.abort('blockedbyclient');
    return route.fulfill({ status: loaded.status, headers: { ...loaded.headers }, body: Buffer.from(loaded.body) });
  });
  await page.exposeBinding('__electronDouble', async (_source, message: FromPage) => {
    switch (message.kind) {
      case 'send':
        return app.ask('send', window.id, 'main', message.channel, message.args);
      case 'port_frame':
        return app.ask('portFrame', message.portId, message.data);
      case 'refused':
        refusals.push(message.reason);
        return null;
    }
  });

  let toPage = Promise.resolve();
  const pump = (message: unknown): void => {
    toPage = toPage
      .then(() =>
        page.evaluate((data) => {
          const hear: unknown = Reflect.get(globalThis, '__fromMain');
          if (typeof hear === 'function') Reflect.apply(hear, undefined, [data]);
        }, message),
      )
      // A page that is being reloaded or has gone hears nothing.
      .then(
        () => undefined,
        () => undefined,
      );
  };
  app.onTold((told) => {
    if (told.kind === 'to_frame' && told.windowId === window.id) pump(told);
    if (told.kind === 'port_frame' || told.kind === 'port_closed') pump(told);
    if (told.kind === 'loaded' && told.windowId === window.id) page.reload().catch(() => undefined);
    if (told.kind === 'closed' && told.windowId === window.id) page.close().catch(() => undefined);
  });
  await page.addInitScript({ content: preloadScript(await readFile(window.preload, 'utf8')) });
  await page.goto(`${stage}/`);
  return { page, refusals };
}

/** The preload as a sandboxed CommonJS module: it may require electron, and of electron only the renderer's IPC. */
function preloadScript(source: string): string {
  return `(() => {
    if (location.origin !== ${JSON.stringify(stage)} || window !== window.top) return;
    const toMain = window.__electronDouble;
    const refuse = (reason) => { toMain({ kind: 'refused', reason }); throw new Error(reason); };
    const strict = (name, target) => new Proxy(target, { get: (object, member) => typeof member === 'symbol' || member in object ? object[member] : refuse('The Electron double does not know ' + name + '.' + member) });
    const listeners = new Map();
    const ports = new Map();
    const ipcRenderer = strict('ipcRenderer', {
      send: (channel, ...args) => { toMain({ kind: 'send', channel, args: structuredClone(args) }); },
      on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); },
    });
    const openPort = (portId) => {
      const { port1, port2 } = new MessageChannel();
      ports.set(portId, port2);
      port2.onmessage = (event) => { toMain({ kind: 'port_frame', portId, data: event.data }); };
      return port1;
    };
    Object.defineProperty(window, '__fromMain', { enumerable: false, value: (told) => {
      if (told.kind === 'port_frame') ports.get(told.portId)?.postMessage(told.data);
      if (told.kind === 'port_closed') { ports.get(told.portId)?.close(); ports.delete(told.portId); }
      if (told.kind === 'to_frame') for (const listener of listeners.get(told.channel) ?? []) listener({ ports: told.portIds.map(openPort) }, told.message);
    } });
    const require = (name) => name === 'electron' ? strict('electron', { ipcRenderer }) : refuse('A sandboxed preload cannot require ' + name);
    const module = { exports: {} };
    (function (require, module, exports) {
${source}
    })(require, module, module.exports);
  })();`;
}
