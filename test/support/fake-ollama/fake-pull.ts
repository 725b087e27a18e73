// How a download of the fake goes.
import { createHash } from 'node:crypto';
import type { Gate } from './gate.ts';

export type FakeLayer = { readonly digest: string; readonly bytes: number };

export type FakePull = {
  readonly layers: readonly FakeLayer[];
  /** So much comes between two lines. */
  readonly pieceBytes?: number;
  /** One pass for each piece, and one for each of the lines after the last of them. */
  readonly gate?: Gate;
  /** Milliseconds before each piece, for pictures. */
  readonly paceMs?: number;
  readonly trouble?: FakePullTrouble;
};

export type FakePullTrouble =
  /** The registry's no, which comes as a line. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Each of these once so many bytes of all files are there. */
  | { readonly kind: 'error'; readonly afterBytes: number; readonly message: string }
  | { readonly kind: 'cut' | 'stall' | 'missing' | 'garbage'; readonly afterBytes: number }
  /** A last line of a file that tells another size, or more than all of it. */
  | { readonly kind: 'lies'; readonly lines: readonly object[] };

export function layer(name: string, bytes: number): FakeLayer {
  return { digest: `sha256:${createHash('sha256').update(name).digest('hex')}`, bytes };
}

export function plainPull(name: string): FakePull {
  const layers = [layer(`${name} weights`, 8_000_000), layer(`${name} template`, 400), layer(`${name} config`, 500)];
  const message = 'pull model manifest: file does not exist';
  return name.includes('no-such') ? { layers, trouble: { kind: 'refused', message } } : { layers };
}
