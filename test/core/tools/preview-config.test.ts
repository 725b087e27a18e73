// What a pasted list would come to is what it then comes to, and no secret of it comes back.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { previewConfig } from '../../../src/main/core/tools/preview-config.ts';
import { toolServersMax } from '../../../src/preload/contract/tool-limits.ts';

const list = (servers: object): string => JSON.stringify({ mcpServers: servers });

it('says of each server what it runs and what stands in its way, and keeps every value to itself', () => {
  const text = list({
    Files: { command: 'npx', args: ['-y', 'files'], env: { TOKEN: 'hush-hush' } },
    web: { url: 'https://a.example/mcp', headers: { Authorization: 'Bearer hush-hush' } },
    WEB: { command: 'web' },
    local: { url: 'file:///etc/passwd' },
  });
  const preview = previewConfig(text, ['files']);
  expect(preview).toEqual({
    kind: 'read',
    servers: [
      {
        name: 'Files',
        way: { kind: 'stdio', command: 'npx', args: ['-y', 'files'], cwd: null, env: ['TOKEN'] },
        trouble: 'name_taken',
      },
      {
        name: 'web',
        way: { kind: 'http', url: 'https://a.example/mcp', headers: ['Authorization'] },
        trouble: null,
      },
      { name: 'WEB', way: { kind: 'stdio', command: 'web', args: [], cwd: null, env: [] }, trouble: 'name_twice' },
    ],
    skipped: [{ name: 'local', reason: 'bad_address' }],
  });
  expect(JSON.stringify(preview)).not.toContain('hush');
});

it('finds room for no more servers than there may be, however many are there and come', () => {
  const count = fc.nat(toolServersMax);
  fc.assert(
    fc.property(count, fc.integer({ min: 1, max: 70 }), (there, come) => {
      const servers = Object.fromEntries(Array.from({ length: come }, (_, n) => [`new${n}`, { command: 'run' }]));
      const preview = previewConfig(
        list(servers),
        Array.from({ length: there }, (_, n) => `old${n}`),
      );
      const added = preview.kind === 'read' ? preview.servers.filter(({ trouble }) => trouble === null).length : -1;
      expect(added).toBe(Math.min(come, toolServersMax - there));
    }),
  );
});
