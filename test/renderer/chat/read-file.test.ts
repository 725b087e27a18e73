// What is told from a file's bytes: what it is, how large its image, which text it holds, about how many tokens.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateTokens } from '../../../src/renderer/features/chat/files/estimate-tokens.ts';
import { kindOf, sizeOfImage } from '../../../src/renderer/features/chat/files/file-kind.ts';
import { fitted } from '../../../src/renderer/features/chat/files/shrink-image.ts';
import { textOfBytes } from '../../../src/renderer/features/chat/files/text-of-bytes.ts';
import { makePdf, makePng } from '../../support/sample-files.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('a file', () => {
  test.each([
    ['a PNG', makePng(31, 17, () => [0, 0, 0]), 31, 17],
    ['a GIF', hex('474946383961 2c01 c800'), 300, 200],
    ['a JPEG', hex('ffd8 ffe0 0004 0000 ffc2 0011 08 00c8 012c 03 00000000'), 300, 200],
    ['a WebP with losses', hex('52494646 00000000 57454250 56503820 00000000 000000 9d012a 2c01 c800'), 300, 200],
    ['a WebP without', hex('52494646 00000000 57454250 5650384c 00000000 2f 2bc13100 0000000000'), 300, 200],
    ['an extended WebP', hex('52494646 00000000 57454250 56503858 0a000000 00000000 2b0100 c70000'), 300, 200],
    ['a BMP', hex('424d 0000000000000000 36000000 28000000 2c010000 38ffffff'), 300, 200],
  ])('that is %s is known by its beginning, and so is its size', (_name, bytes, width, height) => {
    expect(sizeOfImage(bytes)).toEqual({ width, height });
    expect(kindOf(bytes)).toBe('image');
  });

  test('is what it contains, whatever it is called', () => {
    expect(kindOf(makePdf(['words']))).toBe('pdf');
    expect(kindOf(Buffer.from('<svg width="9"></svg>'))).toBe('other');
    expect(kindOf(hex('00000018 66747970 68656963 00000000'))).toBe('other_image');
    expect(kindOf(hex('49492a00 08000000'))).toBe('other_image');
    expect(kindOf(new Uint8Array())).toBe('other');
  });

  test('of any bytes is looked at without a fault, and never takes long', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ffd8ff', '89504e470d0a1a0a', '474946383961', '424d', '52494646000000005745425056503858'),
        fc.uint8Array({ maxLength: 300 }),
        (start, rest) => {
          expect(kindOf(Buffer.concat([hex(start), rest]))).toMatch(/^[a-z_]+$/);
        },
      ),
    );
  });
});

describe('text', () => {
  test.each([
    ['UTF-8', Buffer.from('naïve 中文\t🙂')],
    ['UTF-8 with a mark', Buffer.from('\ufeffnaïve 中文\t🙂')],
    ['UTF-16 with a mark', utf16('\ufeffnaïve 中文\t🙂', false)],
    ['UTF-16, the other way round, with a mark', utf16('\ufeffnaïve 中文\t🙂', true)],
  ])('in %s is read to the letter', (_name, bytes) => {
    expect(textOfBytes(bytes)).toBe('naïve 中文\t🙂');
  });

  test('in UTF-16 without a mark, and in an old encoding, is read', () => {
    for (const isBig of [false, true]) expect(textOfBytes(utf16('name;amount\n', isBig))).toBe('name;amount\n');
    expect(textOfBytes(Buffer.from('Müller;café;12 \x80', 'latin1'))).toBe('Müller;café;12 €');
  });

  test('has one kind of line end, and keeps the colours of a log', () => {
    expect(textOfBytes(Buffer.from('a\r\nb\u001b[31mc'))).toBe('a\nb\u001b[31mc');
  });

  test('is not seen in what is none', () => {
    for (const bytes of [
      hex('504b0304 14000000 0800'),
      hex('7f454c46 02010100 00000000'),
      Buffer.from('words\0words'),
      Uint8Array.from({ length: 200 }, (_, index) => 128 + (index % 100)),
    ])
      expect(textOfBytes(bytes)).toBeNull();
  });
});

test('tokens are guessed by the script: about four letters to one, and one for each sign of Chinese', () => {
  expect(estimateTokens('word '.repeat(1000))).toBe(1250);
  expect(estimateTokens('漢字'.repeat(500))).toBe(1000);
  expect(estimateTokens('x'.repeat(1_000_000))).toBe(250_000);
  expect(estimateTokens('')).toBe(1);
});

test('an image keeps its shape as it is made smaller, and is never made larger', () => {
  expect(fitted({ width: 4000, height: 1000 })).toEqual({ width: 2048, height: 512 });
  expect(fitted({ width: 9, height: 100_000 })).toEqual({ width: 1, height: 2048 });
  expect(fitted({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 });
});
