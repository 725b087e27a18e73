// Thoughts that a model writes into its answer between tags, as models do of which Ollama does not know that they think. Pure.
// A tag counts only where a line begins and outside of code: in the middle of a sentence it is spoken of, and while an answer
// streams nobody can know yet whether it will be closed. Tags made of control tokens, such as gpt-oss's channels, are left out:
// Ollama never prints those.

export type SplitPart =
  | { readonly kind: 'text' | 'thinking'; readonly text: string }
  /** All text so far was a thought: its beginning stood in the model's own template, and only its end came. */
  | { readonly kind: 'rethink' };

export type ThoughtTags = {
  push(text: string): Iterable<SplitPart>;
  /** What was held back because it might have become a tag. A thought that was never closed stays one. */
  end(): Iterable<SplitPart>;
};

const tags: readonly { readonly open: string; readonly close: string }[] = [
  ...['think', 'thinking', 'thought', 'reasoning', 'seed:think'].map((name) => ({
    open: `<${name}>`,
    close: `</${name}>`,
  })),
  { open: '[think]', close: '[/think]' },
  { open: '◁think▷', close: '◁/think▷' },
];

export function createThoughtTags(): ThoughtTags {
  let pending = '';
  /** The tag that ends the thought; null outside of one. */
  let close: string | null = null;
  /** The run of characters that opened the block of code; empty outside of one. */
  let fence = '';
  let isLineStart = true;
  /** Whether a thought was seen; only the first can lack its beginning. */
  let hasThought = false;
  /** Blanks between a thought and the answer belong to neither. */
  let isTrimming = false;

  function* thought(until: string, isEnd: boolean): Iterable<SplitPart> {
    const at = positionOf(until, pending);
    const end = at ?? pending.length - (isEnd ? 0 : heldLength(pending, until));
    yield { kind: 'thinking', text: pending.slice(0, end) };
    pending = pending.slice(at === null ? end : end + until.length);
    if (at === null) return;
    close = null;
    isLineStart = isTrimming = true;
  }

  function* drain(isEnd: boolean): Iterable<SplitPart> {
    while (pending !== '') {
      if (close !== null) {
        yield* thought(close, isEnd);
        if (close === null) continue;
        return;
      }
      if (isTrimming) pending = pending.trimStart();
      if (pending === '') return;
      isTrimming = false;
      const line = isLineStart ? readLineStart(pending, { fence, isEnd, hasThought }) : plain;
      if (line.kind === 'undecided') return;
      if (line.kind === 'closes') {
        pending = pending.slice(line.length);
        hasThought = isTrimming = true;
        yield { kind: 'rethink' };
        continue;
      }
      if (line.kind === 'opens') {
        close = line.close;
        hasThought = true;
        pending = pending.slice(line.length);
        continue;
      }
      if (line.kind === 'fence') fence = line.fence;
      const end = pending.indexOf('\n') + 1 || pending.length;
      isLineStart = pending.charAt(end - 1) === '\n';
      yield { kind: 'text', text: pending.slice(0, end) };
      pending = pending.slice(end);
    }
  }

  return {
    push(text) {
      pending += text;
      return joined(drain(false));
    },
    end: () => joined(drain(true)),
  };
}

type LineStart =
  | { readonly kind: 'plain' }
  /** More has to come before it can be told. */
  | { readonly kind: 'undecided' }
  /** A block of code begins, or ends where `fence` is empty. */
  | { readonly kind: 'fence'; readonly fence: string }
  /** A thought that had no beginning ends after so many characters. */
  | { readonly kind: 'closes'; readonly length: number }
  /** A thought begins after so many characters. */
  | { readonly kind: 'opens'; readonly close: string; readonly length: number };

const plain: LineStart = { kind: 'plain' };
const undecided: LineStart = { kind: 'undecided' };

type Situation = { readonly fence: string; readonly isEnd: boolean; readonly hasThought: boolean };

function readLineStart(line: string, at: Situation): LineStart {
  const unknown = at.isEnd ? plain : undecided;
  const indent = /^[^\S\n]*/.exec(line)?.[0] ?? '';
  // Four spaces or a tab make a line of code.
  if (indent.length > 3 || indent.includes('\t')) return plain;
  const rest = line.slice(indent.length);
  if (rest === '') return unknown;
  const run = /^(?:`+|~+)/.exec(rest)?.[0] ?? '';
  if (run !== '') {
    if (run.length === rest.length) return unknown;
    return readFence(run, rest.slice(run.length), { ...at, unknown });
  }
  if (at.fence !== '') return plain;
  const lower = rest.slice(0, longestTag).toLowerCase();
  const opened = tags.find((tag) => lower.startsWith(tag.open));
  if (opened !== undefined) return { kind: 'opens', close: opened.close, length: indent.length + opened.open.length };
  const closed = at.hasThought ? undefined : tags.find((tag) => lower.startsWith(tag.close));
  if (closed !== undefined) return { kind: 'closes', length: indent.length + closed.close.length };
  const isBegun = tags.some((tag) => tag.open.startsWith(lower) || (!at.hasThought && tag.close.startsWith(lower)));
  return isBegun ? unknown : plain;
}

const longestTag = Math.max(...tags.map((tag) => tag.close.length));

function readFence(
  run: string,
  after: string,
  { fence, unknown }: { readonly fence: string; readonly unknown: LineStart },
): LineStart {
  if (run.length < 3) return plain;
  if (fence === '') return { kind: 'fence', fence: run };
  if (!run.startsWith(fence)) return plain;
  const next = after.replace(/^[^\S\n]+/, '').charAt(0);
  if (next === '') return unknown;
  return next === '\n' ? { kind: 'fence', fence: '' } : plain;
}

function positionOf(tag: string, text: string): number | null {
  const at = text.search(new RegExp(tag.replaceAll(/[[\]]/g, '\\$&'), 'i'));
  return at < 0 ? null : at;
}

/** How much of the end may be the beginning of the tag. */
function heldLength(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1)
    if (text.slice(-length).toLowerCase() === tag.slice(0, length)) return length;
  return 0;
}

/** Neighbours of one kind as one part, empty ones left out. */
function joined(parts: Iterable<SplitPart>): readonly SplitPart[] {
  const all: SplitPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.kind === 'rethink') all.push(part);
    else if (part.text === '') continue;
    else if (last?.kind === part.kind) all.splice(-1, 1, { kind: part.kind, text: last.text + part.text });
    else all.push(part);
  }
  return all;
}
