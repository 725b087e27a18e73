// What an operator's .env file may look like, whichever editor or shell wrote it.
import { describe, expect, it } from 'vitest';
import { parseEnvFile } from '../../../server/settings/env-file.ts';

const read = (text: string | Buffer) => parseEnvFile(Buffer.from(text), '.env');

describe('a .env file', () => {
  it.each([
    ['a byte order mark', '\uFEFFNODE_ENV=production\nPORT=1'],
    ['UTF-16 as PowerShell writes it', Buffer.from('\uFEFFNODE_ENV=production\r\nPORT=1\r\n', 'utf16le')],
    ['UTF-16 the other way round', Buffer.from('\uFEFFNODE_ENV=production\nPORT=1', 'utf16le').swap16()],
    ['line ends of Windows', 'NODE_ENV=production\r\nPORT=1\r\n'],
    ['line ends of old Macs', 'NODE_ENV=production\rPORT=1\r'],
    ['export before each name', 'export NODE_ENV=production\n export  PORT=1'],
    ['white space around', '  NODE_ENV = production  \n\n\tPORT =1\t'],
    ['quotes', 'NODE_ENV="production"\nPORT=\'1\' # a comment'],
    ['comments', '# first\nNODE_ENV=production # here\n#PORT=2\nPORT=1'],
  ])('is read with %s', (_what, text) => {
    expect(read(text)).toEqual({ values: { NODE_ENV: 'production', PORT: '1' }, warnings: [] });
  });

  it('keeps what stands in quotes, over several lines too', () => {
    expect(read(`A="x # y"\nB='say "hi"'\nC=\`it's\`\nD="one\ntwo\\nthree"\nE=\nF=a=b`).values).toEqual({
      A: 'x # y',
      B: 'say "hi"',
      C: "it's",
      D: 'one\ntwo\nthree',
      E: '',
      F: 'a=b',
    });
  });

  it.each([
    ['ADMIN_API_KEY=key#with-hash', 'key', /^ADMIN_API_KEY in \.env holds a # outside of quotation marks/],
    ['ADMIN_API_KEY="key"more', 'key', /^ADMIN_API_KEY in \.env goes on after its closing "/],
    ['ADMIN_API_KEY="key', '"key', /^ADMIN_API_KEY in \.env begins with a quotation mark that is never closed/],
    ['ADMIN_API_KEY=a\nADMIN_API_KEY=key', 'key', /^ADMIN_API_KEY stands in \.env more than once/],
    ['ADMIN_API_KEY=key\nPORT: 8787', 'key', /^Line 2 of \.env is not of the form NAME=value/],
    [
      Buffer.concat([Buffer.from('ADMIN_API_KEY=key\n# '), Buffer.from([0xfc])]),
      'key',
      /^\.env is not written in UTF-8/,
    ],
  ])('warns of what was surely meant otherwise, and shows no value: %j', (text, value, sentence) => {
    const { values, warnings } = read(text);
    expect(values['ADMIN_API_KEY']).toBe(value);
    expect(warnings).toEqual([expect.stringMatching(sentence)]);
    expect(warnings.join()).not.toMatch(/key|with-hash/);
  });
});
