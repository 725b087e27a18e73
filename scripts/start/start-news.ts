// What the app in Electron tells of its start: a line on a pipe.
import { Readable } from 'node:stream';

export type StartNews =
  | { readonly kind: 'window' | 'second' }
  | { readonly kind: 'refused'; readonly sentence: string };

export type NewsListener = {
  /** Never resolves where nothing is told. */
  readonly first: Promise<StartNews>;
  heard(): StartNews | null;
};

const lineCharsMax = 4000;

export function listenForNews(pipe: unknown): NewsListener {
  const { promise, resolve } = Promise.withResolvers<StartNews>();
  let heard: StartNews | null = null;
  let text = '';
  if (pipe instanceof Readable)
    pipe.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(0, lineCharsMax);
      heard ??=
        text
          .split('\n')
          .slice(0, -1)
          .map(newsIn)
          .find((news) => news !== null) ?? null;
      if (heard !== null) resolve(heard);
    });
  return { first: promise, heard: () => heard };
}

function newsIn(line: string): StartNews | null {
  if (line === 'window shown') return { kind: 'window' };
  if (line === 'second') return { kind: 'second' };
  const sentence = /^refused: (.+)$/.exec(line)?.[1];
  return sentence === undefined ? null : { kind: 'refused', sentence };
}
