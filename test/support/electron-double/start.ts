// The program of the double, as Electron's own starts an app: from here on "electron" is the double, and the main module is
// evaluated to its end before the app can become ready.
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { mainWasEvaluated } from './lifecycle.ts';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    return { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true };
  },
});

process.argv.splice(1, 1);
const [, main] = process.argv;
if (main === undefined) throw new Error('There is no app to start');
await import(pathToFileURL(path.resolve(main)).href);
mainWasEvaluated();
