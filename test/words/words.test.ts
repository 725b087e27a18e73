// Which catalogue a person gets, and that no catalogue lacks an entry.
import { describe, expect, it } from 'vitest';
import type { SecretTrouble } from '../../src/preload/contract/secret-trouble.ts';
import { english } from '../../src/words/en.ts';
import { formatsFor } from '../../src/words/formats.ts';
import { pluralsOf } from '../../src/words/plurals.ts';
import { wordsFor, type Words } from '../../src/words/words.ts';

/** A catalogue is a function like this one; the compiler judges what it lacks. */
const catalogue = (make: () => Words): (() => Words) => make;

describe('the words of a language', () => {
  it('a catalogue that lacks an entry does not compile', () => {
    const { places, ...rest } = english(formatsFor('it'));
    // @ts-expect-error -- `places` is missing
    const lacking = catalogue(() => rest);
    const whole = catalogue(() => ({ ...rest, places }));
    expect(Object.keys(lacking())).not.toContain('places');
    expect(Object.keys(whole())).toContain('places');
  });

  it('a catalogue whose entry takes no parameter where one is needed, or is no text, does not compile', () => {
    const whole = english(formatsFor('it'));
    // @ts-expect-error -- a place is named by a function, not by a text
    const wrong = catalogue(() => ({ ...whole, places: { ...whole.places, otherComputer: 'altrove' } }));
    expect(wrong().places.otherComputer).toBe('altrove');
  });

  it.each([[['it-IT', 'en']], [['en-GB']], [[]], [['not a tag']]])(
    'for %j they are in English while there is no other',
    (languages) => {
      expect(wordsFor(languages).language).toBe('en');
      expect(wordsFor(languages).failures.ollama_busy.title).toBe('Ollama is busy');
    },
  );

  it('numbers are written as in the language that the person put first', () => {
    expect(wordsFor(['de-DE', 'en']).formats.count(1234.5)).toBe('1.234,5');
    expect(wordsFor(['not a tag', 'de']).formats.count(1234.5)).toBe('1.234,5');
    expect(wordsFor(['en-US', 'de']).formats.count(1234.5)).toBe('1,234.5');
  });
});

describe('formats', () => {
  it('whole numbers are written as Intl writes them, whichever way they come to be', () => {
    const values = [-1, -0, 0, 1, 9, 10, 999, 1_000, 1_234, 0.5, Number.NaN];
    for (const tag of ['de', 'en', 'en-IN', 'es', 'fr-CH', 'it', 'nl', 'pt-BR', 'ar-EG', 'fa', 'en-u-nu-deva'])
      expect(values.map((value) => formatsFor(tag).count(value))).toEqual(
        values.map((value) => new Intl.NumberFormat(tag, { maximumFractionDigits: 6 }).format(value)),
      );
  });

  it('sizes have a unit of the language, gigabytes one digit behind the point', () => {
    expect(formatsFor('en').size(3_338_801_804)).toBe('3.3 GB');
    expect(formatsFor('en').size(291_554_930)).toBe('292 MB');
    expect(formatsFor('fr').size(3_338_801_804).replaceAll(/\s/g, ' ')).toBe('3,3 Go');
  });

  it('money has as many digits as its currency, whatever the language', () => {
    expect(formatsFor('en').money(1999, 'EUR')).toBe('€19.99');
    expect(formatsFor('en').money(500, 'JPY')).toBe('¥500');
    expect(formatsFor('de').money(1999, 'EUR').replaceAll(/\s/g, ' ')).toBe('19,99 €');
  });

  it('a time of day is written alike by itself and after a date', () => {
    const at = new Date(2026, 2, 2, 9, 5).getTime();
    for (const tag of ['en-GB', 'de', 'en-US'])
      expect(formatsFor(tag).dateAndTime(at)).toContain(formatsFor(tag).clock(at));
    expect(formatsFor('en-GB').clock(at)).toBe('09:05');
    expect(formatsFor('en-US').clock(at).replaceAll(/\s/g, ' ')).toBe('9:05 AM');
  });

  it('a share is written in per cent', () => {
    expect(formatsFor('en').percent(0.25)).toBe('25%');
    expect(formatsFor('de').percent(0.25).replaceAll(/\s/g, ' ')).toBe('25 %');
  });
});

describe('plurals', () => {
  it('the form is chosen by the rules of the language of the words', () => {
    const forms = { one: 'a', few: 'b', other: 'c' };
    expect([0, 1, 2, 1.5].map((count) => pluralsOf('en')(count, forms))).toEqual(['c', 'a', 'c', 'c']);
    expect([1, 3, 5].map((count) => pluralsOf('pl')(count, { ...forms, many: 'd' }))).toEqual(['a', 'b', 'd']);
  });

  it('a form that the words do not tell apart is the other one', () => {
    expect(pluralsOf('pl')(3, { one: 'a', other: 'c' })).toBe('c');
  });
});

describe('one of a thing', () => {
  const { credits, tokens } = wordsFor(['en']);

  it('stands in the singular, however it is put', () => {
    expect([credits.panel.ofFree(1), credits.panel.ofFree(20)]).toEqual([
      'of 1 free message left',
      'of 20 free messages left',
    ]);
    expect([credits.panel.ofOffline(1), credits.panel.ofOffline(20)]).toEqual([
      'of 1 offline message left today',
      'of 20 offline messages left today',
    ]);
    expect(tokens.removing.lossInMemory('your 1 credit')).not.toContain(' are ');
  });
});

describe('a token that cannot be read', () => {
  const { refusal, tokens } = wordsFor(['en']);
  const said = (trouble: SecretTrouble): readonly string[] => [
    refusal({ code: 'token_unreadable', trouble, retryAt: null }),
    tokens.trouble.unreadableWhat(trouble),
  ];

  it.each<SecretTrouble>([
    { code: 'file_open_to_others', path: '/home/ada/secrets.json' },
    { code: 'place_unusable', place: 'file' },
    { code: 'keychain_off' },
  ])('is not said to wait for a keychain where unlocking one cannot help: $code', (trouble) => {
    for (const text of said(trouble)) expect(text).toMatch(/Fix that and (try|look) again\./);
    for (const text of said(trouble)) expect(text).not.toMatch(/unlock/i);
  });

  it('has the system’s own words as a part of a sentence', () => {
    for (const told of ['No bus', 'No bus.'])
      for (const text of said({ code: 'keychain_unusable', told }))
        expect(text).toContain('The keychain can’t be used (No bus). Unlock the keychain and');
  });
});
