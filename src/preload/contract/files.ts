// What images and files contain: put into the store before the message that names them, and read from there to be shown.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { attachmentsMax, fileCharsMax, imageBytesMax } from './file-limits.ts';
import { FileId } from './file-part.ts';

const gone = { file_not_found: {} };
const one = z.object({ fileId: FileId });

/** Four characters for three bytes. */
const base64Max = Math.ceil(imageBytesMax / 3) * 4;

export const files = {
  /** The same content gets the same id, however often it is put. It stays for 30 days, and for as long as a message names it. */
  put: oc
    .input(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('image'), base64: z.base64().min(1).max(base64Max) }),
        z.object({ kind: z.literal('text'), text: z.string().min(1).max(fileCharsMax) }),
      ]),
    )
    .output(one),
  image: oc
    .input(one)
    .output(z.object({ base64: z.string() }))
    .errors(gone),
  text: oc
    .input(one)
    .output(z.object({ text: z.string() }))
    .errors(gone),
  /** Keeps what a draft names for another 30 days, and says what is no longer there. */
  keep: oc
    .input(z.object({ fileIds: z.array(FileId).max(attachmentsMax) }))
    .output(z.object({ missing: z.array(FileId) })),
};
