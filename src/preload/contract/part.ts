// What a message is made of: a list of parts, in the order in which they came. Text alone is the list of one part.
import { z } from 'zod';
import { messageTextMax } from './chat-limits.ts';
import { attachmentsMax, filesCharsMax } from './file-limits.ts';
import { FilePart, ImagePart } from './file-part.ts';
import { toolImageAreaMax, toolImageSideMax, toolNameMax } from './tool-limits.ts';
import { ToolServerId, ToolServerTrouble } from './tools.ts';

export const TextPart = z.object({ kind: z.literal('text'), text: z.string() });
export type TextPart = z.infer<typeof TextPart>;

/** `ms`: how long the model thought; null: not known. */
export const ThinkingPart = z.object({
  kind: z.literal('thinking'),
  text: z.string(),
  ms: z.int().min(0).nullable(),
});
export type ThinkingPart = z.infer<typeof ThinkingPart>;

/** What a person can say in a question. */
export const QuestionPart = z.discriminatedUnion('kind', [
  TextPart.extend({ text: z.string().min(1).max(messageTextMax) }),
  ImagePart,
  FilePart,
]);
export type QuestionPart = z.infer<typeof QuestionPart>;

/** A whole question: at most one text, and last, after what it is about. */
export const QuestionParts = z
  .array(QuestionPart)
  .min(1)
  .max(attachmentsMax + 1)
  .refine((parts) => parts.slice(0, -1).every(({ kind }) => kind !== 'text'))
  .refine((parts) => parts.filter(({ kind }) => kind !== 'text').length <= attachmentsMax)
  .refine((parts) => parts.reduce((sum, part) => sum + (part.kind === 'file' ? part.chars : 0), 0) <= filesCharsMax);

/** Made by the core, one for each call of an answer. */
export const ToolCallId = z.uuid().brand<'ToolCallId'>();
export type ToolCallId = z.infer<typeof ToolCallId>;

/** From `asked` or `approved`, where it was allowed before, to one of the others. */
export const ToolCallState = z.discriminatedUnion('kind', [
  /** Waits for the person. */
  z.object({ kind: z.literal('asked') }),
  /** May run, and waits for the calls before it. */
  z.object({ kind: z.literal('approved') }),
  /** The person said no. */
  z.object({ kind: z.literal('refused') }),
  z.object({ kind: z.literal('running') }),
  /** What it gave is a part of its own. */
  z.object({ kind: z.literal('done') }),
  /** It may have done its work all the same, and was not called again. */
  z.object({ kind: z.literal('failed'), trouble: ToolServerTrouble }),
  /** Nothing ran: there is no such tool, it is no longer what it was, its server is off, or its input could not be read. */
  z.object({ kind: z.literal('not_callable'), reason: z.enum(['unknown_tool', 'gone', 'input_unreadable']) }),
  /** The answer was stopped, or the app ended, before it ran. */
  z.object({ kind: z.literal('not_run') }),
  /** The answer was stopped, or the app ended, while it ran: what it has done is not known. */
  z.object({ kind: z.literal('unknown') }),
]);
export type ToolCallState = z.infer<typeof ToolCallState>;

/** A model asks for a tool. */
export const ToolCallPart = z.object({
  kind: z.literal('tool_call'),
  callId: ToolCallId,
  /** Calls of one round were asked for together; from 1. */
  round: z.int().min(1),
  /** null: the model named a tool that it was not offered. */
  server: z.object({ id: ToolServerId, name: z.string() }).nullable(),
  /** As its server knows it; where there is none, as the model called it. */
  tool: z.string().max(toolNameMax),
  /** As models know it. */
  nameForModels: z.string().max(toolNameMax),
  /** null: it could not be read. */
  input: z.record(z.string(), z.json()).nullable(),
  state: ToolCallState,
});
export type ToolCallPart = z.infer<typeof ToolCallPart>;

/** An image out of a server: as large as it is, and not drawn anew. */
const ToolImage = ImagePart.extend({
  width: z.int().min(1).max(toolImageSideMax),
  height: z.int().min(1).max(toolImageSideMax),
}).refine(({ width, height }) => width * height <= toolImageAreaMax);

export const ToolResultPiece = z.union([
  TextPart,
  ToolImage,
  /** Something of a kind that the app does not take: what the server calls it. */
  z.object({ kind: z.literal('left_out'), type: z.string() }),
]);
export type ToolResultPiece = z.infer<typeof ToolResultPiece>;

/** What a call gave. It comes after all calls of its round. */
export const ToolResultPart = z.object({
  kind: z.literal('tool_result'),
  callId: ToolCallId,
  content: z.array(ToolResultPiece),
  /** The tool says that it failed; its content says why. */
  isError: z.boolean(),
  /** More came than the bounds allow. */
  isCut: z.boolean(),
});
export type ToolResultPart = z.infer<typeof ToolResultPart>;

export const Part = z.discriminatedUnion('kind', [
  TextPart,
  ThinkingPart,
  ImagePart,
  FilePart,
  ToolCallPart,
  ToolResultPart,
]);
export type Part = z.infer<typeof Part>;
