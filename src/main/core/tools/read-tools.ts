// What a server says of its tools, and what a tool answers, read leniently and within bounds. All of it is a stranger's word. Pure.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { imageBytesMax } from '../../../preload/contract/file-limits.ts';
import type { ToolAnswer, ToolAnswerPiece as AnswerPiece } from '../ports.ts';
import {
  toolDescriptionMax,
  toolImageAreaMax,
  toolImageSideMax,
  toolNameMax,
  toolsMax,
} from '../../../preload/contract/tool-limits.ts';
import { imageSize } from './image-size.ts';

/** As JSON, in UTF-16 units. */
export const schemaMax = 32_000;
export const resultCharsMax = 100_000;
export const resultImagesMax = 4;

export const ToolsPage = z.object({
  tools: z.array(z.unknown()),
  nextCursor: z.string().max(2000).nullish().catch(null),
});
export const ToolResult = z.object({
  content: z.array(z.unknown()).nullish(),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().nullish().catch(null),
});

export type Tool = {
  readonly name: string;
  readonly title: string | null;
  readonly description: string;
  /** A JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** SHA-256 of all that a model is told of it, in hexadecimal; a permission belongs to it. */
  readonly fingerprint: string;
  /** About how many tokens of a window it takes to tell a model of it. */
  readonly tokens: number;
};

const text = (max: number) =>
  z
    .string()
    .transform((said) => said.trim().slice(0, max))
    .nullish()
    .catch(null);

const Offered = z.object({
  name: z.string().min(1).max(toolNameMax),
  title: text(toolNameMax),
  description: text(toolDescriptionMax),
  inputSchema: z
    .looseObject({ type: z.literal('object') })
    .refine((schema) => JSON.stringify(schema).length <= schemaMax),
  annotations: z
    .object({ title: text(toolNameMax) })
    .nullish()
    .catch(null),
});

export type OfferedTools = { readonly tools: readonly Tool[]; readonly isCut: boolean };

/** Tools that cannot be used are left out, as are all beyond the bound, and the second of one name. */
export function readTools(offered: readonly unknown[]): OfferedTools {
  const tools = new Map<string, Tool>();
  for (const one of offered) {
    const parsed = Offered.safeParse(one);
    if (!parsed.success || tools.size >= toolsMax || tools.has(parsed.data.name)) continue;
    const { name, title, description, inputSchema, annotations } = parsed.data;
    const told = { name, title: title || annotations?.title || null, description: description ?? '', inputSchema };
    tools.set(name, { ...told, fingerprint: fingerprintOf(told), tokens: tokensOf(told) });
  }
  return { tools: [...tools.values()], isCut: tools.size < offered.length };
}

type Told = Omit<Tool, 'fingerprint' | 'tokens'>;

/** What stands around each in the template of a model. */
const frameTokens = 12;
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** About four characters of an alphabet to a token, and one of Chinese, Japanese or Korean. */
function tokensOf({ name, description, inputSchema }: Told): number {
  const text = name + description + JSON.stringify(inputSchema);
  const denseCount = text.match(dense)?.length ?? 0;
  return frameTokens + Math.ceil((text.length - denseCount) / 4 + denseCount);
}

function fingerprintOf(told: Told): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(told)))
    .digest('hex');
}

/** The order of keys says nothing, and a server may change it each time. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

const Piece = z.union([
  z
    .object({ type: z.literal('text'), text: z.string() })
    .transform((piece): AnswerPiece => ({ kind: 'text', text: piece.text })),
  z.object({ type: z.literal('image'), data: z.string() }).transform((piece) => imageOf(piece.data)),
  z
    .object({ type: z.literal('resource'), resource: z.object({ text: z.string() }) })
    .transform((piece): AnswerPiece => ({ kind: 'text', text: piece.resource.text })),
  z
    .object({ type: z.literal('resource_link'), uri: z.string() })
    .transform((piece): AnswerPiece => ({ kind: 'text', text: piece.uri })),
  z
    .object({ type: z.string() })
    .transform((piece): AnswerPiece => ({ kind: 'left_out', type: piece.type.slice(0, 50) })),
]);

export function readAnswer({ content, structuredContent, isError }: z.infer<typeof ToolResult>): ToolAnswer {
  const offered = content ?? [];
  const pieces: AnswerPiece[] = [];
  let chars = resultCharsMax;
  let images = resultImagesMax;
  let isCut = false;
  // A tool may answer with values alone.
  const all = offered.length === 0 && structuredContent != null ? [structured(structuredContent)] : offered;
  for (const one of all) {
    const piece = Piece.safeParse(one).data ?? { kind: 'left_out', type: '' };
    const fits = piece.kind === 'image' ? images > 0 : chars > 0;
    isCut ||= !fits || (piece.kind === 'text' && piece.text.length > chars);
    if (!fits) continue;
    if (piece.kind === 'image') images -= 1;
    // One that is left out costs a little as well, so that there cannot be a million.
    else chars -= piece.kind === 'text' ? Math.max(1, piece.text.length) : 100;
    pieces.push(
      piece.kind === 'text'
        ? { kind: 'text', text: wholeCharacters(piece.text, piece.text.length + Math.min(0, chars)) }
        : piece,
    );
  }
  return { pieces, isError: isError === true, isCut };
}

function structured(value: unknown): unknown {
  return { type: 'text', text: JSON.stringify(value) };
}

/** No pair of units that is one character is cut in two. */
function wholeCharacters(said: string, length: number): string {
  const cut = said.slice(0, length);
  return cut.isWellFormed() || !said.isWellFormed() ? cut : cut.slice(0, -1);
}

const png = 'iVBORw0KGgo';
const jpeg = '/9j/';

/** By its first bytes, whatever the server calls it. */
function imageOf(data: string): AnswerPiece {
  const mediaType = data.startsWith(png) ? 'image/png' : data.startsWith(jpeg) ? 'image/jpeg' : null;
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  if (mediaType === null || !isBase64 || data.length > (imageBytesMax * 4) / 3) return noImage;
  const size = imageSize(Buffer.from(data, 'base64'), mediaType);
  if (size === null || Math.max(size.width, size.height) > toolImageSideMax) return noImage;
  if (size.width * size.height > toolImageAreaMax) return noImage;
  return { kind: 'image', mediaType, base64: data, ...size };
}

const noImage: AnswerPiece = { kind: 'left_out', type: 'image' };
