// Makes a folder with those above it. Node's own recursive way never returns where a file system says that a folder it has just
// been shown is not there, as /proc does (nodejs/node, fs.mkdirSync with `recursive`, seen with Node 20 and 24).
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Does nothing where it is there already. Throws as mkdirSync does, also where a file stands in the way. */
export function makeFolder(path: string, options: { readonly mode?: number } = {}): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      mkdirSync(folder, options);
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!existsSync(folder)) throw error;
    }
  }
}
