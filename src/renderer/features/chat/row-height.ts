// A guess at a row's height before it is drawn; a good guess keeps the scrollbar calm. Pure; in pixels.
import type { Message } from '../../../preload/contract/message.ts';
import { attachmentsOf, textOf } from '../../../preload/contract/parts.ts';
import { foldedPx, isLongAnswer, linePx, linesOf } from './answer-length.ts';
import { foldQuestion } from './question-fold.ts';

const columnMax = 656;
const charPx = 7.8;
const foldButtonPx = 36;
const unreadablePx = 110;

/** The last answer stands there whole. */
export function estimateHeight(message: Message, windowPx: number, isLast: boolean): number {
  return readablePx(message, windowPx, isLast) + (message.unreadable ? unreadablePx : 0);
}

function readablePx(message: Message, windowPx: number, isLast: boolean): number {
  const columnPx = Math.min(columnMax, Math.max(240, windowPx - 48)) * (message.role === 'user' ? 0.8 : 1);
  const perLine = columnPx / charPx;
  const text = textOf(message.parts);
  if (message.role === 'assistant')
    return (
      76 +
      callsPx(message) +
      (!isLast && isLongAnswer(text) ? foldedPx + foldButtonPx : Math.round(linesOf(text, perLine) * linePx))
    );
  const folded = foldQuestion(text);
  // The button beneath a folded question is as high as a line and a half.
  const lines = linesOf(folded?.start ?? text, perLine) + (folded === null ? 0 : 1.5);
  return Math.round(lines * linePx) + 72 + filesPx(message);
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
