// Which form of a word stands beside a number. The rules are the language's of the words, not the person's region.
import { lazily } from './lazily.ts';

/** `other` always; the rest where the language tells them apart. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** `tag`: the language of the words. */
export function pluralsOf(tag: string): (count: number, forms: Forms) => string {
  const rules = lazily(() => new Intl.PluralRules(tag));
  return (count, forms) => forms[rules().select(count)] ?? forms.other;
}
