// How large an image says that it is.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { imageSize } from '../../../src/main/core/tools/image-size.ts';

const png = (width: number, height: number): Buffer => {
  const bytes = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\x08\x02\0\0\0', 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
const jpeg = (width: number, height: number): Buffer => {
  const frame = Buffer.from([0xff, 0xc2, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 0, 0]);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc4, 0, 3, 9, 0xff]), frame]);
};

it('is read out of a PNG and out of a JPEG', () => {
  expect(imageSize(png(70_000, 3), 'image/png')).toEqual({ width: 70_000, height: 3 });
  expect(imageSize(jpeg(640, 480), 'image/jpeg')).toEqual({ width: 640, height: 480 });
});

it('is none where it says none, or is cut', () => {
  expect(imageSize(png(0, 3), 'image/png')).toBeNull();
  expect(imageSize(png(5, 3).subarray(0, 20), 'image/png')).toBeNull();
  expect(imageSize(jpeg(5, 3).subarray(0, 16), 'image/jpeg')).toBeNull();
});

it('comes to an end whatever the bytes are', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom('image/png' as const, 'image/jpeg' as const), (bytes, type) => {
      const size = imageSize(Buffer.concat([Buffer.from([0xff, 0xd8]), bytes]), type);
      expect(size === null || (size.width > 0 && size.height > 0)).toBe(true);
    }),
  );
});
