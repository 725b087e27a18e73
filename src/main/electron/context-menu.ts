// The right-click menu: spelling first, then what can be done with the text or link under the pointer.
import { clipboard, Menu, type BrowserWindow, type ContextMenuParams, type MenuItemConstructorOptions } from 'electron';
import { shellWords } from './shell-words.ts';

const suggestionsMax = 5;

export function installContextMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, params) => {
    const template = contextTemplate(params, {
      replace: (word) => window.webContents.replaceMisspelling(word),
      learn: (word) => window.webContents.session.addWordToSpellCheckerDictionary(word),
    });
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window });
  });
}

type Spelling = { readonly replace: (word: string) => void; readonly learn: (word: string) => void };
type Clicked = Pick<
  ContextMenuParams,
  'misspelledWord' | 'dictionarySuggestions' | 'isEditable' | 'selectionText' | 'linkURL' | 'editFlags'
>;

function contextTemplate(params: Clicked, spelling: Spelling): MenuItemConstructorOptions[] {
  const say = shellWords().desktop.contextMenu;
  const groups: MenuItemConstructorOptions[][] = [];
  if (params.misspelledWord !== '') {
    const suggestions = params.dictionarySuggestions.slice(0, suggestionsMax);
    groups.push([
      ...suggestions.map((word) => ({ label: word, click: () => spelling.replace(word) })),
      ...(suggestions.length === 0 ? [{ label: say.noSuggestions, enabled: false }] : []),
      { label: say.learnSpelling, click: () => spelling.learn(params.misspelledWord) },
    ]);
  }
  if (params.linkURL !== '') {
    groups.push([{ label: say.copyLink, click: () => void clipboard.writeText(params.linkURL) }]);
  }
  if (params.isEditable) {
    groups.push([
      { role: 'cut', enabled: params.editFlags.canCut },
      { role: 'copy', enabled: params.editFlags.canCopy },
      { role: 'paste', enabled: params.editFlags.canPaste },
      { role: 'selectAll', enabled: params.editFlags.canSelectAll },
    ]);
  } else if (params.selectionText.trim() !== '') {
    groups.push([{ role: 'copy' }]);
  }
  return groups.flatMap((group, index) => (index === 0 ? group : [{ type: 'separator' as const }, ...group]));
}
