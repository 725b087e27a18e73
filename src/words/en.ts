// English: the catalogue that every other language follows.
import type { Formats } from './formats.ts';
import { desktop } from './en/desktop.ts';
import { failures, refusalTitles } from './en/failures.ts';
import { gate, turnedAway } from './en/gate.ts';
import { places } from './en/places.ts';
import { start } from './en/start.ts';
import { terminal } from './en/terminal.ts';

export function english(formats: Formats) {
  return {
    /** The language of the words, for `lang` attributes. */
    language: 'en',
    /** Numbers, dates and money by themselves, as the person writes them. */
    formats,
    desktop,
    failures,
    gate,
    places,
    refusalTitles,
    start,
    terminal,
    turnedAway,
  };
}
