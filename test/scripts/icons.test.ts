// The icons that are packed hold what they say, in every size that the three systems ask for.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { icnsOf, icoOf } from '../../scripts/icons/containers.ts';

const resources = path.resolve(import.meta.dirname, '../../resources');

/** PNG: eight bytes of signature, then a first chunk with the size. Null for anything else. */
function sideOf(png: Buffer): number | null {
  if (png.subarray(0, 8).toString('latin1') !== '\u0089PNG\r\n\u001A\n') return null;
  const width = png.readUInt32BE(16);
  return width === png.readUInt32BE(20) ? width : null;
}

type Entry = { readonly said: number; readonly found: number | null };

function entriesOfIco(ico: Buffer): readonly Entry[] {
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = ico.subarray(6 + 16 * index, 22 + 16 * index);
    const offset = entry.readUInt32LE(12);
    const picture = ico.subarray(offset, offset + entry.readUInt32LE(8));
    return { said: entry.readUInt8(0) === 0 ? 256 : entry.readUInt8(0), found: sideOf(picture) };
  });
}

function chunksOfIcns(icns: Buffer): ReadonlyMap<string, number | null> {
  const chunks = new Map<string, number | null>();
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
    chunks.set(icns.toString('latin1', at, at + 4), sideOf(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))));
  return chunks;
}

test('each PNG for Linux has the size of its name', () => {
  const names = readdirSync(path.join(resources, 'icons'));
  expect(names).toEqual(
    expect.arrayContaining(['16x16.png', '32x32.png', '48x48.png', '256x256.png', '1024x1024.png']),
  );
  for (const name of names)
    expect(String(sideOf(readFileSync(path.join(resources, 'icons', name))))).toBe(/^(\d+)x\1\.png$/.exec(name)?.[1]);
});

test('the icon for Windows has every size the shell draws', () => {
  const entries = entriesOfIco(readFileSync(path.join(resources, 'icon.ico')));
  expect(entries.map(({ found }) => found)).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
  for (const { said, found } of entries) expect(found).toBe(said);
});

test('the icon for macOS has every size, for plain and for sharp screens', () => {
  const icns = readFileSync(path.join(resources, 'icon.icns'));
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  // https://en.wikipedia.org/wiki/Apple_Icon_Image_format (2026)
  expect(Object.fromEntries(chunksOfIcns(icns))).toEqual({
    icp4: 16,
    icp5: 32,
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic08: 256,
    ic13: 256,
    ic09: 512,
    ic14: 512,
    ic10: 1024,
  });
});

test('what is put in comes out again', () => {
  const png = readFileSync(path.join(resources, 'icons', '256x256.png'));
  expect(entriesOfIco(icoOf([{ size: 256, png }]))).toEqual([{ said: 256, found: 256 }]);
  expect([
    ...chunksOfIcns(
      icnsOf([
        { size: 256, png },
        { size: 99, png },
      ]),
    ).keys(),
  ]).toEqual(['ic08', 'ic13']);
});
