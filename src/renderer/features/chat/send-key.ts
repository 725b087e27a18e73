// Which key sends. Pure.
import type { Settings } from '../../../preload/contract/settings.ts';

type KeyPress = {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
};

export function isSendKey(press: KeyPress, sendKey: Settings['sendKey']): boolean {
  if (press.key !== 'Enter' || press.shiftKey || press.altKey) return false;
  const hasMod = press.ctrlKey || press.metaKey;
  return sendKey === 'enter' || hasMod;
}
