// Reads texts aloud by the system's voices, one at a time: whoever begins ends what was read before.
import { plainText } from '../markdown/plain-text.ts';
import { languageOf } from './language.ts';
import { piecesOf } from './sentences.ts';

/** What is used of `speechSynthesis`. */
export type Voices = Pick<
  SpeechSynthesis,
  'speak' | 'cancel' | 'getVoices' | 'addEventListener' | 'removeEventListener'
>;
export type NewUtterance = (text: string) => SpeechSynthesisUtterance;

export type Reader = {
  /** Whether this computer has a voice at all. Many systems name theirs only after a while. */
  hasVoices(): boolean;
  /** What is being read, as `start` named it; null: nothing. */
  current(): object | null;
  subscribe(listen: () => void): () => void;
  start(which: object, markdown: string): void;
  stop(): void;
};

/** `language`: of the page, where the text's own cannot be told. */
export function createReader(voices: Voices | null, utter: NewUtterance, language: () => string): Reader {
  const listeners = new Set<() => void>();
  let reading: object | null = null;

  function set(next: object | null): void {
    reading = next;
    for (const listen of listeners) listen();
  }

  function stop(): void {
    if (reading === null) return;
    set(null);
    voices?.cancel();
  }

  /** Each piece begins the next; those of a text that was stopped find another one, or none, in its place. */
  function read(which: object, pieces: readonly string[], tag: string): void {
    const [piece, ...rest] = pieces;
    if (reading !== which || voices === null) return;
    if (piece === undefined) {
      set(null);
      return;
    }
    const utterance = utter(piece);
    const voice = voiceFor(voices.getVoices(), tag);
    if (voice === null) {
      set(null);
      return;
    }
    utterance.lang = voice.lang;
    utterance.voice = voice;
    utterance.addEventListener('end', () => read(which, rest, tag));
    utterance.addEventListener('error', () => {
      if (reading === which) stop();
    });
    voices.speak(utterance);
  }

  return {
    hasVoices: () => voices?.getVoices().some(({ localService }) => localService) === true,
    current: () => reading,
    subscribe(listen) {
      listeners.add(listen);
      voices?.addEventListener('voiceschanged', listen);
      return () => {
        listeners.delete(listen);
        voices?.removeEventListener('voiceschanged', listen);
      };
    },
    start(which, markdown) {
      stop();
      const text = plainText(markdown, 'spoken');
      const tag = languageOf(text) ?? language();
      set(which);
      read(which, piecesOf(text, tag), tag);
    },
    stop,
  };
}

/** Only voices of this computer are taken: the others send away what they read. */
function voiceFor(all: readonly SpeechSynthesisVoice[], tag: string): SpeechSynthesisVoice | null {
  const own = all.filter(({ localService }) => localService);
  const fitting = own.filter(({ lang }) => isOf(lang, tag));
  return fitting.find((voice) => voice.default) ?? fitting[0] ?? own.find((voice) => voice.default) ?? own[0] ?? null;
}

/** Some systems write "en_GB". */
function isOf(lang: string, tag: string): boolean {
  return lang.toLowerCase().split(/[-_]/)[0] === tag.toLowerCase().split(/[-_]/)[0];
}
