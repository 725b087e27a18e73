// The icon of each window on Linux; elsewhere windows have their program's icon.
import path from 'node:path';
import { app } from 'electron';

export function windowIcon(): { readonly icon?: string } {
  return process.platform === 'linux' ? { icon: path.join(app.getAppPath(), 'resources/icons/256x256.png') } : {};
}
