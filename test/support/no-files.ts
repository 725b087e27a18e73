// For whoever names no file.
import type { FileContents } from '../../src/main/core/ports.ts';

export const noFiles: FileContents = { bytes: () => null, text: () => null };
