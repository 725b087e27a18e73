// The words of the app in the person's language: one catalogue a language, all of one type. Sentences stand nowhere else.
import { english } from './en.ts';
import { formatsFor, type Formats } from './formats.ts';

/** Every catalogue has each entry of the English one; one that lacks an entry does not compile. */
export type Words = ReturnType<typeof english>;

/** By the language's own code, without a region. */
const catalogues: Readonly<Record<string, (formats: Formats) => Words>> = { en: english };

/**
 * `languages`: what the person reads, as BCP 47 tags, best first. The words are in the first of them that has a catalogue, else in
 * English; numbers, dates and money are written as in the first, whatever the words are in. What is no tag is passed over.
 */
export function wordsFor(languages: readonly string[]): Words {
  const tags = languages.flatMap(knownTags);
  const made = tags.map((tag) => catalogues[new Intl.Locale(tag).language]).find((one) => one !== undefined) ?? english;
  return made(formatsFor(tags[0] ?? 'en'));
}

/** A list of one; empty where it is no BCP 47 tag. */
export function knownTags(language: string): readonly string[] {
  try {
    return Intl.getCanonicalLocales(language);
  } catch {
    return [];
  }
}
