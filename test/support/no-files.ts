// For whoever names no file.
import type { FileStore } from '../../src/main/core/ports.ts';

export const noFiles: FileStore = {
  bytes: () => null,
  text: () => null,
  put() {
    throw new Error('No file is kept here');
  },
};
