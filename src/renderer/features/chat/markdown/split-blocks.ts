// Cuts growing Markdown into blocks so that a block once complete is never parsed again. Pure; the caller keeps the result.
import { parseMarkdownIntoBlocks } from 'streamdown';

export type Split = {
  readonly text: string;
  /** In order; joined they are the text. */
  readonly blocks: readonly string[];
  /** How many of the blocks, from the first, no later word can change. */
  readonly settled: number;
};

/** A block may still grow or join with the one before it until two more have begun after it. */
const looseBlocks = 3;

/** `previous`: the split of a beginning of the same text, or null. */
export function splitBlocks(previous: Split | null, text: string): Split {
  if (previous?.text === text) return previous;
  const kept = previous !== null && text.startsWith(previous.text) ? previous.blocks.slice(0, previous.settled) : [];
  const from = kept.reduce((length, block) => length + block.length, 0);
  const fresh = parseMarkdownIntoBlocks(text.slice(from));
  const isWhole = fresh.reduce((length, block) => length + block.length, 0) === text.length - from;
  const blocks = [...kept, ...fresh];
  return { text, blocks, settled: isWhole ? Math.max(kept.length, blocks.length - looseBlocks) : kept.length };
}

/**
 * Remembers the last split, so that of a growing text only the loose end is read again. At the end the whole is read once, so that
 * what came late (a footnote, a link's address) finds its place.
 */
export function createSplitter(): (text: string, isLive: boolean) => readonly string[] {
  let kept: Split | null = null;
  return (text, isLive) => {
    kept = splitBlocks(isLive ? kept : null, text);
    return kept.blocks;
  };
}

export type OpenFence = { readonly language: string; readonly code: string };

const fenceStart = /^ {0,3}(`{3,}|~{3,})([^\n`]*)\n/;

/** The code block that this block is the unfinished beginning of; null when it is none. */
export function openFence(block: string): OpenFence | null {
  const start = fenceStart.exec(block);
  const fence = start?.[1];
  if (start === null || fence === undefined) return null;
  const code = block.slice(start[0].length);
  const mark = fence[0] ?? '`';
  const isClosed = code
    .split('\n')
    .some((line) => line.trim().length >= fence.length && line.trim() === mark.repeat(line.trim().length));
  return isClosed ? null : { language: start[2]?.trim().split(/\s/)[0] ?? '', code };
}
