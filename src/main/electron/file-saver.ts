// Saves a text where the person says, by the system's own dialog. It is the only way to a file: downloads of the page stay refused.
import { writeFile } from 'node:fs/promises';
import { dialog, type BrowserWindow } from 'electron';
import type { SavedFile, TextFile } from '../../preload/contract/app.ts';

export type FileSaver = { save(file: TextFile, parent: BrowserWindow | null): Promise<SavedFile> };

export function createFileSaver(report: (error: unknown) => void): FileSaver {
  let isAsking = false;

  const ask = async (name: string, parent: BrowserWindow | null): Promise<string | null> => {
    const wish = { defaultPath: name };
    const { canceled, filePath } = await (parent === null
      ? dialog.showSaveDialog(wish)
      : dialog.showSaveDialog(parent, wish));
    return canceled || filePath === '' ? null : filePath;
  };

  return {
    async save({ name, text }, parent) {
      // A page that something has got into must not be able to pile up dialogs.
      if (isAsking) return 'cancelled';
      isAsking = true;
      try {
        const path = await ask(name, parent);
        if (path === null) return 'cancelled';
        await writeFile(path, text);
        return 'saved';
      } catch (error) {
        report(error);
        return 'not_written';
      } finally {
        isAsking = false;
      }
    },
  };
}
