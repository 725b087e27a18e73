// How a download stands, in words. Pure.
import type { Download, DownloadTrouble } from '../../../preload/contract/downloads.ts';
import type { Words } from '../../../words/words.ts';
import { words } from '../../words.ts';
import { sayWait } from '../wait-text.ts';

export type DownloadLook = {
  readonly line: string;
  readonly tone: 'quiet' | 'bad' | 'good';
  /** From 0 to 1; null: no bar. */
  readonly share: number | null;
};

export function lookOf(download: Download, say: Words = words): DownloadLook {
  const { completedBytes, totalBytes, state } = download;
  const share = totalBytes === 0 ? 0 : completedBytes / totalBytes;
  const progress = totalBytes === 0 ? null : say.downloads.progress(completedBytes, totalBytes, share);
  const join = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(' · ');
  switch (state.kind) {
    case 'queued':
      return { line: join(say.downloads.queued, progress), tone: 'quiet', share: totalBytes === 0 ? null : share };
    case 'starting':
      return { line: say.downloads.starting, tone: 'quiet', share };
    case 'pulling':
      return { line: join(progress, ...sayPace(state, say)), tone: 'quiet', share };
    case 'finishing':
      return { line: say.downloads[state.step], tone: 'quiet', share: 1 };
    case 'retrying':
      return { line: `${sayTrouble(state.trouble, say)} ${say.downloads.retrying}`, tone: 'bad', share };
    case 'paused':
      return { line: join(say.downloads.paused, progress), tone: 'quiet', share };
    case 'failed':
      return { line: sayTrouble(state.trouble, say), tone: 'bad', share: totalBytes === 0 ? null : share };
    case 'done':
      return { line: say.downloads.done, tone: 'good', share: null };
  }
}

type Pace = Extract<Download['state'], { kind: 'pulling' }>;

function sayPace({ bytesPerS, leftS }: Pace, say: Words): readonly (string | null)[] {
  if (bytesPerS === null) return [];
  if (bytesPerS === 0) return [say.downloads.noData];
  const wait = leftS === null ? null : sayWait(leftS * 1_000);
  return [say.downloads.speed(bytesPerS), wait === null ? null : say.downloads.left(wait)];
}

export function sayTrouble(trouble: DownloadTrouble, say: Words = words): string {
  switch (trouble.code) {
    case 'disk_full':
      return say.downloads.diskFull(trouble);
    case 'failed': {
      const { title, remedy } = say.failures[trouble.failure.code];
      const { detail } = trouble.failure;
      return trouble.failure.code === 'ollama_error' && detail !== null ? `${title}. ${detail}` : `${title}. ${remedy}`;
    }
    default:
      return say.downloads.trouble[trouble.code];
  }
}
