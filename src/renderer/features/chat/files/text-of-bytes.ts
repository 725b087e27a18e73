// The text in a file's bytes, by their content: UTF-8 or UTF-16, with a mark at the beginning or without; else what most old files
// of the West are written in. Pure.

/** null: it is no text. */
export function textOfBytes(bytes: Uint8Array): string | null {
  const text = decoded(bytes);
  return text === null || unprintable.test(text) ? null : text.toWellFormed().replaceAll('\r\n', '\n');
}

/** Controls that no text needs. Tabs, line and page breaks, and the escapes of colours in logs are let through. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const unprintable = /[\u0000-\u0007\u000e-\u001a\u001c-\u001f\ufffe\uffff]/;

function decoded(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decode('utf-16le', bytes);
  if (first === 0xfe && second === 0xff) return decode('utf-16be', bytes);
  const guessed = guessUtf16(bytes);
  if (guessed !== null) return decode(guessed, bytes);
  return decode('utf-8', bytes) ?? (isWestern(bytes) ? decode('windows-1252', bytes) : null);
}

function decode(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Not in this encoding.
    return null;
  }
}

const sampleBytes = 4096;

/** Latin letters in UTF-16 have a zero at every other place. */
function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const most = sample.length / 2;
  if (bytes.length % 2 === 1 || most < 2) return null;
  if (odd > most * 0.4 && even < most * 0.05) return 'utf-16le';
  return even > most * 0.4 && odd < most * 0.05 ? 'utf-16be' : null;
}

/** Text in one of the old encodings is mostly ASCII; anything else is more likely not text at all. */
function isWestern(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, sampleBytes);
  return sample.filter((byte) => byte >= 0x80).length < sample.length * 0.3;
}
