// Which key sends. Pure; while an input method composes, no key does.
import type { Settings } from '../../../preload/contract/settings.ts';

type KeyPress = {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
};

/** keyCode 229: what Safari and old Chromium report for the Enter that ends a composition. */
export function isSendKey(press: KeyPress, sendKey: Settings['sendKey']): boolean {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229 || press.shiftKey || press.altKey)
    return false;
  const hasMod = press.ctrlKey || press.metaKey;
  return sendKey === 'enter' || hasMod;
}
