// What is read out of the parts of a message, and how its text grows. Pure, and types alone, so that the page needs no schemas.
import type { FileId, FilePart, ImagePart } from './file-part.ts';
import type { Part, TextPart, ToolCallId, ToolCallState } from './part.ts';

/** What the message itself says, without thoughts. Empty where it says nothing. */
export function textOf(parts: readonly Part[]): string {
  return joined(parts, 'text');
}

/** Empty where nothing was thought. */
export function thinkingOf(parts: readonly Part[]): string {
  return joined(parts, 'thinking');
}

/** Of a message that is text alone. */
export function textParts(text: string): [TextPart] {
  return [{ kind: 'text', text }];
}

export type Attachment = ImagePart | FilePart;

/** The images and files among the parts. */
export function attachmentsOf(parts: readonly Part[]): Attachment[] {
  return parts.filter((part) => part.kind === 'image' || part.kind === 'file');
}

/** Of all that is shown, also of what tools gave. */
export function fileIdsIn(parts: readonly Part[]): FileId[] {
  return parts.flatMap((part) => {
    if (part.kind === 'image' || part.kind === 'file') return [part.fileId];
    if (part.kind !== 'tool_result') return [];
    return part.content.flatMap((piece) => (piece.kind === 'image' ? [piece.fileId] : []));
  });
}

/** A question about what is attached; its text comes last. Empty where nothing is said. */
export function questionParts(attachments: readonly Attachment[], text: string): (Attachment | TextPart)[] {
  return text.trim() === '' ? [...attachments] : [...attachments, { kind: 'text', text }];
}

/** Text that comes in pieces: it goes on in the last part where that is of its kind, else it begins a part of its own. */
export function withText(parts: readonly Part[], text: string): Part[] {
  const last = parts.at(-1);
  if (last?.kind !== 'text') return [...parts, { kind: 'text', text }];
  return [...parts.slice(0, -1), { kind: 'text', text: last.text + text }];
}

/** `ms`: how long this thought has taken by now; null: not known. */
export function withThinking(parts: readonly Part[], text: string, ms: number | null): Part[] {
  const last = parts.at(-1);
  if (last?.kind !== 'thinking') return [...parts, { kind: 'thinking', text, ms }];
  return [...parts.slice(0, -1), { kind: 'thinking', text: last.text + text, ms: ms ?? last.ms }];
}

/** All text turned out to be thoughts; what was said before a tool was called stands. */
export function rethought(parts: readonly Part[], ms: number | null): Part[] {
  const begin = parts.findLastIndex(({ kind }) => kind === 'tool_call' || kind === 'tool_result') + 1;
  return parts.reduce<Part[]>((done, part, place) => {
    if (place < begin) return [...done, part];
    if (part.kind === 'text') return withThinking(done, part.text, ms);
    if (part.kind === 'thinking') return withThinking(done, part.text, part.ms);
    return [...done, part];
  }, []);
}

export function withCallState(parts: readonly Part[], callId: ToolCallId, state: ToolCallState): Part[] {
  return parts.map((part) => (part.kind === 'tool_call' && part.callId === callId ? { ...part, state } : part));
}

function joined(parts: readonly Part[], kind: 'text' | 'thinking'): string {
  return parts.reduce((all, part) => (part.kind === kind ? all + part.text : all), '');
}
