// The entry of the browser shell. Node keeps what it has compiled of the program beside it, so that later starts need not compile it
// again; where nothing can be written there, every start compiles. Only what is imported after that is kept.
import { enableCompileCache } from 'node:module';
import path from 'node:path';

enableCompileCache(path.join(import.meta.dirname, 'compiled'));
const { runWebApp } = await import('./run-web-app.ts');
await runWebApp(path.join(import.meta.dirname, '..', 'renderer'));
