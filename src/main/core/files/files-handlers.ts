// The files' part of the contract.
import { implement } from '@orpc/server';
import { files } from '../../../preload/contract/files.ts';
import type { Files } from './files.ts';

const os = implement({ files }).files;

export function filesHandlers(feature: Files) {
  return {
    put: os.put.handler(({ input }) => ({
      fileId: feature.put(
        input.kind === 'text' ? Buffer.from(input.text, 'utf8') : Buffer.from(input.base64, 'base64'),
      ),
    })),
    image: os.image.handler(({ input, errors }) => {
      const found = feature.bytes(input.fileId);
      if (found === null) throw errors.file_not_found();
      return { base64: Buffer.from(found).toString('base64') };
    }),
    text: os.text.handler(({ input, errors }) => {
      const text = feature.text(input.fileId);
      if (text === null) throw errors.file_not_found();
      return { text };
    }),
    keep: os.keep.handler(({ input }) => ({ missing: feature.keep(input.fileIds) })),
  };
}
