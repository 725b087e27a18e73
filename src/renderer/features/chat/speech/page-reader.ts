// The one reader of this page: there is one set of voices, and one text at a time is read by them.
import { knownTags } from '../../../../words/words.ts';
import { createReader, type Reader } from './reader.ts';

const readers = new WeakMap<Window, Reader>();

export function pageReader(): Reader {
  const known = readers.get(window);
  if (known !== undefined) return known;
  const voices = 'speechSynthesis' in window ? window.speechSynthesis : null;
  const reader = createReader(
    voices,
    (text) => new SpeechSynthesisUtterance(text),
    () => knownTags(navigator.language)[0] ?? 'en',
  );
  // A reload in the middle leaves a voice that goes on.
  voices?.cancel();
  readers.set(window, reader);
  return reader;
}
