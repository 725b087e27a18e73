// What stands on an invoice beside the names of models, in each language. It is written once, when the invoice is drawn.
import { type Language, languageTags } from './language.ts';

type InvoiceWords = {
  /** `startsAt`: when the cycle began, in epoch milliseconds; `zone`: by whose clocks that is a day. */
  readonly minimumCommitment: (cycle: { readonly startsAt: number; readonly zone: string }) => string;
  readonly others: (count: number) => string;
};

export function invoiceWords(language: Language): InvoiceWords {
  const tag = languageTags[language];
  const { minimumCommitment, others } = texts[language];
  return {
    minimumCommitment: ({ startsAt, zone }) =>
      minimumCommitment(new Date(startsAt).toLocaleDateString(tag, { dateStyle: 'long', timeZone: zone })),
    others: (count) => others(count.toLocaleString(tag)),
  };
}

type Texts = {
  /** `day`: on which the cycle began. */
  readonly minimumCommitment: (day: string) => string;
  readonly others: (count: string) => string;
};

const texts: Readonly<Record<Language, Texts>> = {
  en: {
    minimumCommitment: (day) => `Unused part of the minimum commitment, cycle from ${day}`,
    others: (count) => `${count} smaller items`,
  },
  de: {
    minimumCommitment: (day) => `Nicht genutzter Teil der Mindestabnahme, Zeitraum ab ${day}`,
    others: (count) => `${count} kleinere Posten`,
  },
  it: {
    minimumCommitment: (day) => `Parte non utilizzata dell’impegno minimo, inizio del ciclo: ${day}`,
    others: (count) => `${count} voci minori`,
  },
  zh: {
    minimumCommitment: (day) => `最低消费中未使用的部分（自${day}起的周期）`,
    others: (count) => `其他 ${count} 项`,
  },
};
