// A guess at a row's height before it is drawn; a good guess keeps the scrollbar calm. Pure; in pixels.
import type { Message } from '../../../preload/contract/message.ts';
import { attachmentsOf, textOf } from '../../../preload/contract/parts.ts';
import { foldQuestion } from './question-fold.ts';

const columnMax = 656;
const charPx = 7.8;
const linePx = 26;

export function estimateHeight(message: Message, windowPx: number): number {
  const columnPx = Math.min(columnMax, Math.max(240, windowPx - 48)) * (message.role === 'user' ? 0.8 : 1);
  const perLine = columnPx / charPx;
  const text = textOf(message.parts);
  const folded = message.role === 'user' ? foldQuestion(text) : null;
  // The button beneath a folded question is as high as a line and a half.
  let lines = folded === null ? 0 : 1.5;
  for (const line of (folded?.start ?? text).split('\n')) lines += Math.max(0.6, Math.ceil(line.length / perLine));
  return Math.round(lines * linePx) + (message.role === 'user' ? 72 + filesPx(message) : 76 + callsPx(message));
}

/** Images stand beside each other, as a rule in one row; files are lower. */
function filesPx({ parts }: Message): number {
  const attachments = attachmentsOf(parts);
  if (attachments.length === 0) return 0;
  return attachments.some(({ kind }) => kind === 'image') ? 170 : 58;
}

/** Folded, with what parts them from the rest. */
function callsPx({ parts }: Message): number {
  return parts.filter(({ kind }) => kind === 'tool_call').length * 54;
}
