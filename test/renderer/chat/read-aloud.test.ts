// What a voice gets to read: which pieces, in which language, by which voice, and when it falls silent.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { languageOf } from '../../../src/renderer/features/chat/speech/language.ts';
import { createReader, type NewUtterance, type Voices } from '../../../src/renderer/features/chat/speech/reader.ts';
import { pieceMax, piecesOf } from '../../../src/renderer/features/chat/speech/sentences.ts';

const voice = (lang: string, more: Partial<SpeechSynthesisVoice> = {}): SpeechSynthesisVoice => ({
  lang,
  name: lang,
  voiceURI: lang,
  localService: true,
  default: false,
  ...more,
});

class Utterance extends EventTarget implements SpeechSynthesisUtterance {
  lang = '';
  pitch = 1;
  rate = 1;
  volume = 1;
  voice: SpeechSynthesisVoice | null = null;
  onboundary = null;
  onend = null;
  onerror = null;
  onmark = null;
  onpause = null;
  onresume = null;
  onstart = null;
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

/** Voices that speak when the test says so. `cut`: how they end what is cancelled; systems differ. */
function openVoices(all: SpeechSynthesisVoice[], cut: 'error' | 'end' = 'error') {
  const target = new EventTarget();
  const said: SpeechSynthesisUtterance[] = [];
  let current: SpeechSynthesisUtterance | null = null;
  const voices: Voices = {
    getVoices: () => all,
    speak(utterance) {
      current = utterance;
      said.push(utterance);
    },
    cancel() {
      const last = current;
      current = null;
      last?.dispatchEvent(new Event(cut));
    },
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
  };
  const utter: NewUtterance = (text) => new Utterance(text);
  return {
    reader: createReader(voices, utter, () => 'en-GB'),
    said,
    texts: () => said.map(({ text }) => text),
    end: () => current?.dispatchEvent(new Event('end')),
    isSilent: () => current === null,
    come(one: SpeechSynthesisVoice) {
      all.push(one);
      target.dispatchEvent(new Event('voiceschanged'));
    },
  };
}

test('a text is read piece after piece by a voice of its language, without code and tables', () => {
  const { reader, said, texts, end } = openVoices([voice('en-GB', { default: true }), voice('de_DE')]);
  const which = {};
  reader.start(
    which,
    '# Der Himmel\n\nDas ist nicht das Meer und die Luft.\n\n```sh\nrm\n```\n\n|a|b|\n|-|-|\n|1|2|\n\nEnde.',
  );
  for (let n = 0; n < 3; n += 1) end();
  expect(texts()).toEqual(['Der Himmel', 'Das ist nicht das Meer und die Luft.', 'Ende.']);
  expect(new Set(said.map(({ lang }) => lang))).toEqual(new Set(['de_DE']));
  expect(reader.current()).toBeNull();
});

test.each(['error', 'end'] as const)(
  'stopping silences it, and what is begun next is read alone, where that ends by %s',
  (cut) => {
    const { reader, texts, isSilent, end } = openVoices([voice('en-GB')], cut);
    const [one, two] = [{}, {}];
    reader.start(one, 'One.\nTwo.');
    reader.start(two, 'Three.\nFour.');
    end();
    expect(texts()).toEqual(['One.', 'Three.', 'Four.']);
    expect(reader.current()).toBe(two);
    reader.stop();
    expect([isSilent(), reader.current()]).toEqual([true, null]);
  },
);

test('a voice that sends the text away is never taken, and alone is none', () => {
  const { reader, said, come } = openVoices([voice('de-DE', { localService: false, default: true })]);
  let changes = 0;
  reader.subscribe(() => (changes += 1));
  expect(reader.hasVoices()).toBe(false);
  reader.start({}, 'Das ist nicht der Himmel.');
  expect([said.length, reader.current()]).toEqual([0, null]);
  const before = changes;
  come(voice('en-GB'));
  expect([reader.hasVoices(), changes]).toEqual([true, before + 1]);
  reader.start({}, 'Das ist nicht der Himmel.');
  expect(said[0]?.voice).toMatchObject({ lang: 'en-GB', localService: true });
});

test('a page without voices offers none, and does nothing', () => {
  const reader = createReader(
    null,
    (text) => new Utterance(text),
    () => 'en',
  );
  expect(reader.hasVoices()).toBe(false);
  reader.start({}, 'Hello.');
  reader.stop();
});

test.each([
  ['The sky is blue and that is it.', 'en'],
  ['Der Himmel ist blau, und das ist nicht alles.', 'de'],
  ['Il cielo è blu, che non è una sorpresa.', 'it'],
  ['Le ciel est bleu dans la plupart des cas.', 'fr'],
  ['天空是蓝色的。', 'zh'],
  ['空は青いです。', 'ja'],
  ['하늘은 파랗다.', 'ko'],
  ['Небо синее.', 'ru'],
  ['השמיים כחולים', 'he'],
  ['12 + 34', null],
  ['xyzzy', null],
])('%j is taken to be %s', (text, language) => expect(languageOf(text)).toBe(language));

test('no piece is too long, none is empty, and no word is lost', () => {
  const line = fc.oneof(
    fc.lorem({ maxCount: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 900 }),
    fc.constant('🙂字'.repeat(300)),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      const pieces = piecesOf(lines.join('\n'), 'en');
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(pieceMax);
        expect(piece.isWellFormed()).toBe(true);
        expect(piece).toMatch(/[\p{L}\p{N}]/u);
      }
      const words = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');
      expect(words(pieces.join(''))).toBe(words(lines.join('')));
    }),
  );
});
