// What the page and its painting worker say to each other.
import type { CodeLine } from './code-line.ts';
import type { LanguageName } from './languages.ts';

/** `block`: a number the page gives each code block. forget: it is no longer drawn. */
export type PaintRequest =
  | { readonly kind: 'paint'; readonly block: number; readonly language: LanguageName; readonly code: string }
  | { readonly kind: 'forget'; readonly block: number };

/** The first `kept` lines are as they were told before; `lines` follow them. */
export type PaintReply = { readonly block: number; readonly kept: number; readonly lines: readonly CodeLine[] };

/** failed: a grammar could not be fetched; this worker will not get it any more. */
export type PaintAnswer = PaintReply | 'failed';
