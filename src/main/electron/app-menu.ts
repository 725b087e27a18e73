// The menu bar, after each platform's habits. What concerns the page goes there as a command.
import { Menu, shell, type MenuItemConstructorOptions } from 'electron';
import type { Command } from '../../preload/contract/app.ts';
import { shellWords } from './shell-words.ts';

export type MenuOptions = {
  readonly isMac: boolean;
  readonly hasDevTools: boolean;
  readonly send: (command: Command) => void;
};

export function installMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

function menuTemplate({ isMac, hasDevTools, send }: MenuOptions): MenuItemConstructorOptions[] {
  const say = shellWords().desktop.menu;
  const item = (label: string, accelerator: string, command: Command): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => send(command),
  });
  const settings = item(say.settings, 'CmdOrCtrl+,', { kind: 'settings' });
  const separator: MenuItemConstructorOptions = { type: 'separator' };

  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  const fileMenu: MenuItemConstructorOptions = {
    label: say.file,
    submenu: [
      item(say.newChat, 'CmdOrCtrl+N', { kind: 'new_chat' }),
      item(say.searchChats, 'CmdOrCtrl+K', { kind: 'search' }),
      separator,
      item(say.models, 'CmdOrCtrl+Shift+M', { kind: 'models' }),
      item(say.buyCredits, 'CmdOrCtrl+Shift+B', { kind: 'buy' }),
      separator,
      ...(isMac ? [] : [settings, separator]),
      isMac ? { role: 'close' } : { role: 'quit' },
    ],
  };
  const viewMenu: MenuItemConstructorOptions = {
    label: say.view,
    submenu: [
      item(say.toggleSidebar, 'CmdOrCtrl+B', { kind: 'toggle_sidebar' }),
      separator,
      ...zoomItems(),
      separator,
      { role: 'togglefullscreen' },
      ...(hasDevTools ? [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
    ],
  };
  const helpMenu: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [{ label: say.aboutOllama, click: () => void shell.openExternal('https://ollama.com/') }],
  };
  return [...(isMac ? [appMenu] : []), fileMenu, { role: 'editMenu' }, viewMenu, { role: 'windowMenu' }, helpMenu];
}

/** A role knows one key. On most keyboards = stands where + is reached with Shift, and the keypad has keys of its own. */
function zoomItems(): MenuItemConstructorOptions[] {
  const also = (role: 'resetZoom' | 'zoomIn' | 'zoomOut', accelerator: string): MenuItemConstructorOptions => ({
    role,
    accelerator,
    visible: false,
    acceleratorWorksWhenHidden: true,
  });
  return [
    { role: 'resetZoom' },
    also('resetZoom', 'CmdOrCtrl+num0'),
    { role: 'zoomIn' },
    also('zoomIn', 'CmdOrCtrl+='),
    also('zoomIn', 'CmdOrCtrl+numadd'),
    { role: 'zoomOut' },
    also('zoomOut', 'CmdOrCtrl+numsub'),
  ];
}
