// Where the keyboard is.
import type { Locator } from '@playwright/test';

export function isFocused(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => element === document.activeElement);
}
