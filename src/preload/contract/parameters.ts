// How a model is asked: the parameters of a chat, and presets of them.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { readSchema } from './answer-schema.ts';
import { ChatId } from './ids.ts';
import {
  bounds,
  keepAliveForever,
  keepAliveMaxS,
  presetNameMax,
  presetsMax,
  schemaTextMax,
  stopLengthMax,
  stopsMax,
  systemPromptMax,
  type NumberName,
} from './parameter-bounds.ts';
import { PresetId } from './preset-id.ts';
import { ThinkLevel } from './think-level.ts';

const number = (name: NumberName) => z.number().min(bounds[name].min).max(bounds[name].max);
const whole = (name: NumberName) => z.int().min(bounds[name].min).max(bounds[name].max);

/** A JSON schema as text, and whether it is one. */
export const SchemaText = z
  .string()
  .max(schemaTextMax)
  .refine((text) => readSchema(text).kind === 'ok');

/** The form that an answer has to have. */
export const AnswerFormat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('json') }),
  z.object({ kind: z.literal('schema'), schema: SchemaText }),
]);
export type AnswerFormat = z.infer<typeof AnswerFormat>;

/** null: left to the model, or to what Ollama does of itself. A field that an earlier version did not know is null. */
export const Parameters = z.object({
  /** null: the one of the settings; empty: none. */
  systemPrompt: z.string().max(systemPromptMax).nullable().default(null),
  temperature: number('temperature').nullable().default(null),
  topP: number('topP').nullable().default(null),
  topK: whole('topK').nullable().default(null),
  minP: number('minP').nullable().default(null),
  repeatPenalty: number('repeatPenalty').nullable().default(null),
  seed: whole('seed').nullable().default(null),
  /** Texts at which an answer ends. */
  stop: z.array(z.string().min(1).max(stopLengthMax)).min(1).max(stopsMax).nullable().default(null),
  numCtx: whole('numCtx').nullable().default(null),
  numPredict: whole('numPredict').nullable().default(null),
  /** Seconds; 0 unloads at once. */
  keepAliveS: z.int().min(keepAliveForever).max(keepAliveMaxS).nullable().default(null),
  think: ThinkLevel.nullable().default(null),
  format: AnswerFormat.nullable().default(null),
});
export type Parameters = z.infer<typeof Parameters>;

/** Everything is left to the model. */
export const plainParameters: Parameters = Parameters.parse({});

export const Preset = z.object({
  id: PresetId,
  name: z.string(),
  parameters: Parameters,
  /** New chats begin with it. */
  isDefault: z.boolean(),
});
export type Preset = z.infer<typeof Preset>;

const name = z.string().trim().min(1).max(presetNameMax);
const chat = z.object({ chatId: ChatId });
const one = z.object({ id: PresetId });
const gone = { preset_not_found: {} };

export const parameters = {
  set: oc
    .input(chat.extend({ parameters: Parameters }))
    .output(Parameters)
    .errors({ chat_not_found: {} }),
  /** Whether a text is a JSON schema that answers can be held to. */
  checkSchema: oc
    .input(z.object({ text: z.string().max(schemaTextMax) }))
    .output(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('ok') }),
        z.object({ kind: z.literal('not_json') }),
        z.object({ kind: z.literal('not_schema'), detail: z.string() }),
      ]),
    ),
};

export const presets = {
  /** All of them by name, then at each change. */
  watch: oc.output(eventIterator(z.array(Preset).max(presetsMax))),
  /** Makes one, or puts these parameters and this name into the one that is there. */
  save: oc
    .input(one.extend({ name, parameters: Parameters }))
    .output(Preset)
    .errors({ too_many: {} }),
  rename: oc.input(one.extend({ name })).output(Preset).errors(gone),
  /** null: new chats begin without one. */
  setDefault: oc
    .input(z.object({ id: PresetId.nullable() }))
    .output(z.object({ id: PresetId.nullable() }))
    .errors(gone),
  /** Can be taken back with `restore` until the app ends. */
  remove: oc.input(one).output(one).errors(gone),
  restore: oc.input(one).output(Preset).errors(gone),
};
