// What the shells load when they start. The desktop shell's process shows windows and nothing else: an HTTP client or a database in it costs
// time at every start, and one that does not fit its Node keeps the program from starting at all.
import { join } from 'node:path';
import { cruise, type IModule } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import config from '../../dependency-cruiser.config.ts';

const root = join(import.meta.dirname, '../..');

/** The packages that an entry brings in by itself: no types, and nothing that is imported later. */
async function packagesOf(entry: string): Promise<ReadonlySet<string>> {
  const { output } = await cruise([entry], { ...config.options, baseDir: root });
  if (typeof output === 'string') throw new Error('expected a result, not a report');
  const modules = new Map<string, IModule>(output.modules.map((module) => [module.source, module]));
  const seen = new Set<string>();
  const packages = new Set<string>();
  const waiting = [entry];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (seen.has(source)) continue;
    seen.add(source);
    for (const { resolved, dynamic, dependencyTypes, module } of modules.get(source)?.dependencies ?? []) {
      if (dynamic || dependencyTypes.includes('type-only')) continue;
      const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(resolved)?.[1];
      if (found !== undefined) packages.add(found);
      else if (dependencyTypes.includes('core')) packages.add(`node:${module.replace(/^node:/, '')}`);
      else waiting.push(resolved);
    }
  }
  expect(seen.size).toBeGreaterThan(10);
  return packages;
}

test('the desktop shell starts without an HTTP client, a database and a keychain', { timeout: 60_000 }, async () => {
  const packages = await packagesOf('src/main/index.ts');
  const heavy = ['undici', 'openid-client', 'better-sqlite3', '@napi-rs/keyring', 'ollama', 'fastify', 'jose'];
  expect(heavy.filter((name) => packages.has(name))).toEqual([]);
});

// What a module takes from node:http by name makes Node load its own copy of undici as well: a tenth of the whole start.
test.for(['src/main/run-web-app.ts', 'src/main/core-process.ts'])(
  '%s starts without node:http by name',
  async (entry) => {
    const packages = await packagesOf(entry);
    expect(packages).not.toContain('node:http');
  },
);
