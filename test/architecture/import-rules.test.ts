// The import rules hold, and the tool that says so has really read the code.
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';
import config from '../../dependency-cruiser.config.ts';

const root = join(import.meta.dirname, '../..');

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.includes('node_modules') && !path.includes('/dist/') && !path.endsWith('vite.renderer.ts'));
}

async function read(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { forbidden, allowed, allowedSeverity, options } = config;
  const result = await cruise(folders, {
    ...options,
    baseDir,
    validate: true,
    ruleSet: { forbidden, allowed, allowedSeverity },
  });
  if (typeof result.output === 'string') throw new Error('expected a result, not a report');
  return result.output;
}

describe('import rules', () => {
  test('every source file is seen, and none imports what its zone may not', async () => {
    const result = await read(root, ['src', 'server']);
    const seen = new Set(result.modules.map((module) => module.source));
    expect(sourcesUnder('src').length).toBeGreaterThan(20);
    expect([...sourcesUnder('src'), ...sourcesUnder('server')].filter((path) => !seen.has(path))).toEqual([]);
    expect(result.summary.violations.map((violation) => `${violation.from} → ${violation.to}`)).toEqual([]);
  });

  test.each([
    ['src/renderer/ui/button.ts', 'src/main/core/secret.ts'],
    ['src/renderer/ui/button.ts', 'src/renderer/shared/amounts.ts'],
    ['src/renderer/rpc/core.ts', 'src/renderer/shared/amounts.ts'],
    ['src/renderer/shared/amounts.ts', 'src/renderer/features/chat/draft.ts'],
    ['src/renderer/features/account/amounts.ts', 'src/renderer/features/chat/draft.ts'],
  ])('an import in %s of %s is reported', async (from, to) => {
    const folder = await mkdtemp(join(root, '.tmp-import-rules-'));
    try {
      await writeSource(folder, to, 'export const secret = 1;\n');
      const path = relative(dirname(from), to);
      await writeSource(folder, from, `import { secret } from '${path}';\nexport const button = secret;\n`);
      const result = await read(folder, ['src']);
      expect(result.summary.violations.map((violation) => [violation.rule.name, violation.from])).toEqual([
        ['not-in-allowed', from],
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    ['another part’s insides', 'purchases', '../token/token-shelf.ts'],
    ['a part that opens after it', 'token', '../purchases/purchase-row.ts'],
    ['what ties the parts together', 'link', '../session.ts'],
  ])('a part of the account that imports %s is reported', async (_, part, target) => {
    const folder = await mkdtemp(join(root, '.tmp-import-rules-'));
    const account = join(folder, 'src/main/core/account');
    try {
      for (const name of ['link', 'token', 'purchases']) await mkdir(join(account, name), { recursive: true });
      for (const path of ['token/token-port.ts', 'token/token-shelf.ts', 'purchases/purchase-row.ts', 'session.ts'])
        await writeFile(join(account, path), 'export const value = 1;\n');
      await writeFile(join(account, 'purchases/allowed.ts'), "export { value } from '../token/token-port.ts';\n");
      await writeFile(join(account, part, 'importer.ts'), `export { value } from '${target}';\n`);
      const result = await read(folder, ['src']);
      expect(result.summary.violations.map((violation) => [violation.rule.name, violation.from])).toEqual([
        ['not-in-allowed', `src/main/core/account/${part}/importer.ts`],
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

async function writeSource(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}
