// English: the catalogue that every other language follows.
import type { Formats } from './formats.ts';
import { failures, refusalTitles } from './en/failures.ts';
import { places } from './en/places.ts';

export function english(formats: Formats) {
  return {
    /** The language of the words, for `lang` attributes. */
    language: 'en',
    /** Numbers, dates and money by themselves, as the person writes them. */
    formats,
    failures,
    places,
    refusalTitles,
  };
}
