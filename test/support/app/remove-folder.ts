// Removes a folder of an app that has just been ended: helpers of a browser may write into it for a moment longer.
import { rm } from 'node:fs/promises';

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
