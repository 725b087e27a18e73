// What a page can do in real Electron, and what it cannot, whatever script has got into it.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ask } from '../e2e/steps.ts';
import { copyButtons } from './copying.ts';
import { expect, test } from './desktop.ts';
import { composerText, runInPage, standing } from './window.ts';

test('the page has no Node, no Electron and no way to the main process but its port', async ({ desktop }) => {
  const page = await desktop.open();
  const names = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'];
  expect(await page.evaluate((all) => all.filter((name) => name in globalThis), names)).toEqual([]);
  const preferences = await desktop.app().evaluate(({ app, BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const sandboxed = app
      .getAppMetrics()
      .filter(({ type }) => type === 'Tab')
      .map(({ sandboxed: is }) => is);
    return { kind: contents?.getType(), sandboxed };
  });
  expect(preferences.kind).toBe('window');
  // Told only on macOS and Windows.
  expect(preferences.sandboxed.every((is) => is !== false)).toBe(true);
});

test('scripts from text, from elsewhere and by eval do not run', async ({ desktop }) => {
  const page = await desktop.open();
  const ran: unknown = await page.evaluate(
    `(async () => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ranInline = true';
      document.head.append(script);
      const host = document.createElement('div');
      host.innerHTML = '<img src="x:" onerror="globalThis.ranHandler = true">';
      document.body.append(host);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return [globalThis.ranInline, globalThis.ranHandler].map(String);
    })()`,
  );
  expect(ran).toEqual(['undefined', 'undefined']);
});

const elsewhere = [
  ['an address of the web', `location.href = 'https://evil.example/'`],
  ['a plain http address', `location.href = 'http://evil.example/'`],
  ['a file', `location.href = 'file:///etc/passwd'`],
  ['nothing', `location.href = 'about:blank'`],
  ['a document of its own making', `location.href = 'about:srcdoc'`],
  ['data', `location.href = 'data:text/html,x'`],
  ['a blob', `location.href = URL.createObjectURL(new Blob(['x'], { type: 'text/html' }))`],
  ['another file of its own', `location.href = '/icon.svg'`],
  ['a file that is not there', `location.href = '/nothing'`],
  [
    'a refresh',
    `const meta = document.createElement('meta'); meta.httpEquiv = 'refresh'; meta.content = '0;url=about:blank'; document.head.append(meta)`,
  ],
  [
    'a form',
    `const form = document.createElement('form'); form.action = 'https://evil.example/'; document.body.append(form); form.submit()`,
  ],
] as const;

test('a page that leads itself away is kept, or brought back', async ({ desktop }) => {
  test.setTimeout(180_000);
  await desktop.open();
  for (const [name, script] of elsewhere) {
    await runInPage(desktop.app(), `void setTimeout(() => { ${script} }, 0)`);
    await new Promise((resolve) => setTimeout(resolve, 400));
    // Playwright waits for ever for a navigation that is refused, so Electron is asked.
    await expect.poll(() => runInPage(desktop.app(), composerText), name).toBe('');
    expect([name, (await standing(desktop.app())).url]).toEqual([name, 'app://tallystick/']);
    // Three returns within a minute are made without asking, so each begins with a fresh count.
    if (name === 'a document of its own making') {
      await desktop.quit();
      await desktop.open();
    }
  }
});

test('links to the web go to the system, and of other kinds only payments do', async ({ desktop }) => {
  test.skip(process.platform !== 'linux', 'Elsewhere the system’s own browser would open.');
  const page = await desktop.open();
  for (const link of [
    'https://ollama.com/',
    'lightning:lnbc1',
    'bitcoin:bc1q',
    'http://plain.example/',
    'file:///bin/sh',
    'mailto:a@b.example',
    'tallystick://buy',
  ])
    expect(await page.evaluate((url) => window.open(url) === null, link)).toBe(true);
  await expect.poll(desktop.opened).toHaveLength(3);
  expect([...(await desktop.opened())].sort()).toEqual(['bitcoin:bc1q', 'https://ollama.com/', 'lightning:lnbc1']);
  expect(desktop.app().windows()).toHaveLength(1);
});

test('every permission but copying is refused', async ({ desktop }) => {
  const page = await desktop.open();
  const refused: unknown = await page.evaluate(
    `(async () => {
      const told = (asked) => Promise.resolve(asked).then((value) => String(value), (error) => error.name);
      return {
        read: await told(navigator.clipboard.readText()),
        notifications: await told(Notification.requestPermission()),
        persist: await told(navigator.storage.persist()),
        midi: await told(navigator.requestMIDIAccess({ sysex: true })),
        wakeLock: await told(navigator.wakeLock.request('screen')),
        idle: await told(IdleDetector.requestPermission()),
        screens: await told(getScreenDetails()),
        display: await told(navigator.mediaDevices.getDisplayMedia({ video: true })),
        usb: await told(navigator.usb?.requestDevice({ filters: [] })),
        fonts: await told(queryLocalFonts().then((fonts) => fonts.length)),
      };
    })()`,
  );
  expect(refused).toMatchObject({
    read: 'NotAllowedError',
    notifications: 'denied',
    persist: 'false',
    wakeLock: 'NotAllowedError',
    idle: 'denied',
    screens: 'NotAllowedError',
    display: 'NotAllowedError',
    fonts: '0',
  });
});

test('every Copy button copies, and says so where it cannot', async ({ desktop }) => {
  const page = await desktop.open();
  await copyButtons(desktop, page);
});

test('no file is saved, and nobody is asked where to', async ({ desktop }) => {
  const page = await desktop.open();
  await desktop.app().evaluate(({ session }) => {
    Reflect.set(globalThis, 'saved', []);
    session.defaultSession.on('will-download', (event, item) => {
      const saved: unknown = Reflect.get(globalThis, 'saved');
      if (Array.isArray(saved)) saved.push([event.defaultPrevented, item.getState()]);
    });
  });
  await page.evaluate(() => {
    for (const href of ['data:text/plain,abc', '/icon.svg', URL.createObjectURL(new Blob(['abc']))]) {
      const link = document.createElement('a');
      Object.assign(link, { href, download: 'x.txt' });
      link.click();
    }
  });
  const saved = (): Promise<unknown> => desktop.app().evaluate(() => Reflect.get(globalThis, 'saved'));
  await expect.poll(saved).toEqual([
    [true, expect.anything()],
    [true, expect.anything()],
    [true, expect.anything()],
  ]);
  expect(await desktop.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('a text becomes a file only where somebody says so in the dialog of the system', async ({ desktop }) => {
  const page = await desktop.open();
  const target = path.join(desktop.dataDir, 'elsewhere.py');
  const answers = { isCanceled: true, target };
  await desktop.app().evaluate(({ dialog }, told) => {
    Reflect.set(globalThis, 'asked', []);
    Reflect.set(globalThis, 'told', told);
    const answer = async (...args: unknown[]) => {
      const asked: unknown = Reflect.get(globalThis, 'asked');
      if (Array.isArray(asked)) asked.push(args.at(-1));
      const { isCanceled, target: filePath } = Object(Reflect.get(globalThis, 'told'));
      return { canceled: isCanceled, filePath };
    };
    Reflect.set(dialog, 'showSaveDialog', answer);
  }, answers);
  desktop.ollama.setBehaviour({ kind: 'answer', text: ['```python\n# ledger.py\nprint(1)\n```'] });
  await ask(page, 'A program, please');
  const save = page.getByRole('button', { name: 'Save code as a file' });
  await save.click();
  const asked = (): Promise<unknown> => desktop.app().evaluate(() => Reflect.get(globalThis, 'asked'));
  await expect.poll(asked).toEqual([{ defaultPath: 'ledger.py' }]);
  expect(existsSync(target)).toBe(false);
  await desktop.app().evaluate(() => Reflect.set(Object(Reflect.get(globalThis, 'told')), 'isCanceled', false));
  await save.click();
  await expect(page.getByRole('status').getByText('Saved')).toBeAttached();
  expect(await readFile(target, 'utf8')).toBe('# ledger.py\nprint(1)\n');
  // A folder cannot be written to.
  await desktop
    .app()
    .evaluate(
      (_electron, folder) => Reflect.set(Object(Reflect.get(globalThis, 'told')), 'target', folder),
      desktop.dataDir,
    );
  await save.click();
  await expect(page.getByText('Couldn’t save')).toBeVisible();
});

test('diagrams are drawn in a process of their own, without an origin', async ({ desktop }) => {
  const page = await desktop.open();
  desktop.ollama.setBehaviour({ kind: 'answer', text: ['```mermaid\nflowchart LR\n  A --> B\n```'] });
  await ask(page, 'A diagram, please');
  await expect(page.getByRole('img', { name: /^Diagram:/ })).toBeVisible({ timeout: 60_000 });
  const frames = await desktop.app().evaluate(({ BrowserWindow }) => {
    const main = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame;
    return (main?.framesInSubtree ?? []).map(({ url, origin, osProcessId }) => ({
      url,
      origin,
      isApart: osProcessId !== main?.osProcessId,
    }));
  });
  expect(frames).toEqual([
    { url: expect.stringMatching(/^app:\/\/tallystick\/#/), origin: 'app://tallystick', isApart: false },
    { url: 'app://diagram/diagram.html', origin: 'null', isApart: true },
  ]);
});

test('a page that asks for many lines to the core has one', async ({ desktop }) => {
  const page = await desktop.open();
  await page.evaluate(`
    globalThis.lines = { given: 0, closed: 0 };
    window.addEventListener('message', ({ data, ports: [port] }) => {
      if (data !== 'tallystick:port') return;
      lines.given += 1;
      port.addEventListener('close', () => { lines.closed += 1; });
      port.start();
    });
    for (let wish = 0; wish < 30; wish += 1) window.postMessage('tallystick:port-wanted', location.origin);
  `);
  const open = (): Promise<unknown> =>
    page.evaluate('({ given: lines.given >= 30, open: lines.given - lines.closed })');
  await expect.poll(open).toEqual({ given: true, open: 1 });
});
