// Chromium on a system that was set up without a language calls it en-US@posix. The library of the plots gives that to Intl as it is
// loaded, which throws.
import { knownTags } from '../../../../words/words.ts';

/** Has the browser name its language as a BCP 47 tag, whatever the system says. */
export function nameKnownLanguage(browser: Pick<Navigator, 'language'>): void {
  if (knownTags(browser.language).length > 0) return;
  Object.defineProperty(browser, 'language', { configurable: true, value: 'en' });
}
