// What a model is sent of a path, and what it no longer sees. The one rule, for the core that sends and for the page that says so.
// It takes types alone, so that the page needs none of their schemas.
import type { ContextState, ContextSummary } from './context.ts';
import type { Message } from './message.ts';

export type ContextView = {
  /** Sent in place of all before it; null: there is none. */
  readonly summary: ContextSummary | null;
  /** Sent as they are. */
  readonly sent: readonly Message[];
  /** Of the path, but not sent: summarised, left out, or not to be read. */
  readonly unseen: readonly Message[];
};

/** Without the messages that cannot be read, and the answers to such questions. */
export function readableIn(path: readonly Message[]): readonly Message[] {
  const unreadable = new Set(path.flatMap(({ id, role, unreadable: is }) => (is && role === 'user' ? [id] : [])));
  return path.filter(({ unreadable: is, parentId }) => !is && (parentId === null || !unreadable.has(parentId)));
}

/** Of several summaries on a path the one that reaches furthest counts, and of those the newest. What the path ends with is always sent, where it can be read. */
export function viewOf(path: readonly Message[], { leftOut, summaries }: ContextState): ContextView {
  const places = new Map(path.map(({ id }, place) => [id, place]));
  let reach = -1;
  let summary: ContextSummary | null = null;
  for (const one of summaries) {
    const place = one.uptoId === null ? -1 : places.get(one.uptoId);
    if (place === undefined || (place >= 0 && place === path.length - 1)) continue;
    const isBetter = summary === null || place > reach || (place === reach && one.createdAt >= summary.createdAt);
    if (!isBetter) continue;
    reach = place;
    summary = one;
  }
  const out = new Set(leftOut);
  const readable = new Set(readableIn(path));
  const isSent = (message: Message, place: number): boolean =>
    readable.has(message) && (place === path.length - 1 || (place > reach && !out.has(message.id)));
  return { summary, sent: path.filter(isSent), unseen: path.filter((message, place) => !isSent(message, place)) };
}
