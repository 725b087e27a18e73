// Lists of servers, as people paste them from elsewhere.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/main/core/tools/read-config.ts';

const program = { kind: 'stdio', command: 'npx', args: ['-y', 'files'], cwd: null, env: { TOKEN: 'abc' } };

describe('a list of servers', () => {
  it('is read under mcpServers, with programs and addresses', () => {
    const text = JSON.stringify({
      mcpServers: {
        files: { command: 'npx', args: ['-y', 'files'], env: { TOKEN: 'abc' } },
        web: { type: 'http', url: 'https://mcp.example.com/mcp', headers: { Authorization: 'Bearer x' } },
      },
    });
    expect(readConfig(text)).toEqual({
      kind: 'read',
      servers: [
        { name: 'files', way: program },
        {
          name: 'web',
          way: { kind: 'http', url: 'https://mcp.example.com/mcp', headers: { Authorization: 'Bearer x' } },
        },
      ],
      skipped: [],
    });
  });

  it.each([
    ['servers', { servers: { files: { command: 'npx', args: ['-y', 'files'], env: { TOKEN: 'abc' } } } }],
    ['mcp.servers', { mcp: { servers: { files: { command: 'npx', args: ['-y', 'files'], env: { TOKEN: 'abc' } } } } }],
    ['nothing', { files: { command: 'npx', args: ['-y', 'files'], env: { TOKEN: 'abc' } } }],
  ])('is read under %s as well', (_, config) => {
    expect(readConfig(JSON.stringify(config))).toMatchObject({ servers: [{ name: 'files', way: program }] });
  });

  it('says of each entry that cannot be used why, and reads the others', () => {
    const text = JSON.stringify({
      mcpServers: {
        old: { type: 'sse', url: 'https://a.example/sse' },
        odd: { command: 7 },
        split: { url: 'https://a.example/', headers: { 'X-A': 'one\r\nX-B: two' } },
        local: { url: 'file:///etc/passwd' },
        good: { command: 'run', args: [1, true] },
      },
    });
    expect(readConfig(text)).toMatchObject({
      servers: [{ name: 'good', way: { args: ['1', 'true'] } }],
      skipped: [
        { name: 'old', reason: 'old_transport' },
        { name: 'odd', reason: 'not_understood' },
        { name: 'split', reason: 'bad_values' },
        { name: 'local', reason: 'bad_address' },
      ],
    });
  });

  it.each([
    ['{"mcpServers": {', 'not_json'],
    ['[]', 'no_servers'],
    ['{"theme": "dark", "size": {"w": 3}}', 'no_servers'],
    ['{"mcpServers": {}}', 'no_servers'],
  ])('%s holds none', (text, kind) => {
    expect(readConfig(text)).toEqual({ kind });
  });

  it('loses no entry: each is read, or said to be skipped', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 }), (servers) => {
        const read = readConfig(JSON.stringify({ mcpServers: servers }));
        const count = read.kind === 'read' ? read.servers.length + read.skipped.length : 0;
        expect(count).toBe(Object.keys(JSON.parse(JSON.stringify(servers))).length);
      }),
      { examples: [[JSON.parse('{"__proto__": null, "other": 0}')]] },
    );
  });
});
