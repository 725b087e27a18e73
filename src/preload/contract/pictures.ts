// Pictures that an answer names by an address. One is fetched when a person asks for it, by the core and never by the page.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { pictureUrlMax } from './file-limits.ts';

/** An address without a name and a password in it, which could make it look like another's. */
export const PictureUrl = z
  .url({ protocol: /^https?$/ })
  .max(pictureUrlMax)
  .regex(/^https?:\/\/[^/?#\\@]+(?:[/?#]|$)/i);

/** Why there is no picture. `answered`: the host said no, with this status, or led on without end. */
export const PictureTrouble = z.discriminatedUnion('code', [
  z.object({
    code: z.enum([
      /** It stands on this computer or in its network, by its name or after a redirect. */
      'not_public',
      /** An encrypted address led to one that is not. */
      'not_encrypted',
      'unreachable',
      'too_slow',
      'too_large',
      /** Something else than PNG, JPEG, GIF or WebP came. */
      'no_picture',
      /** Too many are being fetched. */
      'busy',
    ]),
  }),
  z.object({ code: z.literal('answered'), status: z.int() }),
]);
export type PictureTrouble = z.infer<typeof PictureTrouble>;

export const pictures = {
  fetch: oc.input(z.object({ url: PictureUrl })).output(
    z.discriminatedUnion('kind', [
      /** `host`: who gave it, which after a redirect is another than was asked. */
      z.object({ kind: z.literal('fetched'), base64: z.string(), host: z.string() }),
      z.object({ kind: z.literal('not_fetched'), trouble: PictureTrouble }),
    ]),
  ),
};
