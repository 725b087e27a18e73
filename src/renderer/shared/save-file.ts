// Saves a text as a file: the shell asks where to, and in a browser tab the browser does.
import { safe } from '@orpc/client';
import type { TextFile } from '../../preload/contract/app.ts';
import type { Core } from '../rpc/core.ts';

/** In a tab one does not hear how it went; then it counts as `cancelled`, and nothing is said of it. */
export type SavedHow = 'saved' | 'cancelled' | 'failed';

/** Never rejects. */
export async function saveFile(core: Core, file: TextFile): Promise<SavedHow> {
  const [, answer] = await safe(core.app.saveFile(file));
  switch (answer?.kind) {
    case 'saved':
    case 'cancelled':
      return answer.kind;
    case 'page_saves':
      handToBrowser(file);
      return 'cancelled';
    case 'not_written':
    case undefined:
      return 'failed';
  }
}

function handToBrowser({ name, text }: TextFile): void {
  // A type that the browser saves rather than shows.
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
