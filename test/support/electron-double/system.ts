// The parts of the system that the app touches: links, clipboard, dialogs, menus, displays. Everything is told to the test.
import { EventEmitter } from 'node:events';
import { did } from './control.ts';
import { requireReady } from './lifecycle.ts';
import { strict } from './strict.ts';

export const shell = strict('shell', {
  async openExternal(url: string) {
    did('openExternal', url);
  },
});

export const clipboard = strict('clipboard', {
  async writeText(text: string) {
    did('writeText', text);
  },
});

export const dialog = strict('dialog', {
  /** With a window that it belongs to, or without. */
  async showMessageBox(...args: readonly { readonly message?: string }[]) {
    did('showMessageBox', args.at(-1)?.message);
    return { response: 0, checkboxChecked: false };
  },
  /** Nobody says where to. */
  async showSaveDialog() {
    did('showSaveDialog', null);
    return { canceled: true, filePath: '' };
  },
  showErrorBox(title: string, content: string) {
    did('showErrorBox', { title, content });
  },
});

const themeEvents = new EventEmitter();
let themeSource = 'system';

export const nativeTheme = strict('nativeTheme', {
  get themeSource() {
    return themeSource;
  },
  set themeSource(source: string) {
    if (source === themeSource) return;
    themeSource = source;
    did('themeSource', source);
    themeEvents.emit('updated');
  },
  get shouldUseDarkColors() {
    return themeSource === 'dark';
  },
  on: (event: string, listener: () => void) => themeEvents.on(event, listener),
  off: (event: string, listener: () => void) => themeEvents.off(event, listener),
});

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };

export const screen = strict('screen', {
  getAllDisplays() {
    requireReady('screen');
    return [display];
  },
  getPrimaryDisplay() {
    requireReady('screen');
    return display;
  },
});

type Item = {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly click?: () => void;
  readonly submenu?: readonly Item[];
};

const roles = new Set([
  'appMenu',
  'fileMenu',
  'editMenu',
  'viewMenu',
  'windowMenu',
  'help',
  'about',
  'services',
  'hide',
  'hideOthers',
  'unhide',
  'quit',
  'close',
  'resetZoom',
  'zoomIn',
  'zoomOut',
  'togglefullscreen',
  'reload',
  'toggleDevTools',
  'cut',
  'copy',
  'paste',
  'selectAll',
]);
let applicationMenu: readonly Item[] = [];

function checkItem(item: Item): void {
  if (item.role !== undefined && !roles.has(item.role)) throw new Error(`There is no menu role ${item.role}`);
  if (item.role === undefined && item.type !== 'separator' && item.label === undefined)
    throw new Error('A menu item needs a label, a role or the type separator');
  for (const inner of item.submenu ?? []) checkItem(inner);
}

export const Menu = strict('Menu', {
  buildFromTemplate(template: readonly Item[]) {
    for (const item of template) checkItem(item);
    return strict('Menu', {
      items: template,
      popup: () =>
        did(
          'popup',
          template.map((item) => item.label ?? item.role ?? item.type),
        ),
    });
  },
  setApplicationMenu(menu: { readonly items: readonly Item[] }) {
    requireReady('Menu.setApplicationMenu');
    applicationMenu = menu.items;
  },
});

/** False where no entry of the menu bar has this label. */
export function clickMenu(label: string): boolean {
  const all = (items: readonly Item[]): readonly Item[] => items.flatMap((item) => [item, ...all(item.submenu ?? [])]);
  const item = all(applicationMenu).find((candidate) => candidate.label === label);
  item?.click?.();
  return item?.click !== undefined;
}
