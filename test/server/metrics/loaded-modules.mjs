// Starts the server by the environment, stops it, and prints the address of every module that was loaded.
import { mkdtempSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const loaded = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    loaded.add(found.url);
    return found;
  },
});

const folder = mkdtempSync(join(tmpdir(), 'tallystick-loaded-'));
const { startServer } = await import('../../../server/server.ts');
const server = await startServer({
  env: { NODE_ENV: 'test', PORT: '0', DB_PATH: join(folder, 'ledger.db'), LOG_LEVEL: 'silent', ...process.env },
});
await server.close();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(JSON.stringify([...loaded]));
