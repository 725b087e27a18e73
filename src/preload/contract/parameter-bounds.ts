// How far a model's parameters may be turned. By itself, so that the page can check without loading the calls.

/** The smallest and the largest value that is taken, and the step of the arrow keys. */
export type Bounds = { readonly min: number; readonly max: number; readonly step: number };

export const bounds = {
  temperature: { min: 0, max: 2, step: 0.1 },
  topP: { min: 0, max: 1, step: 0.05 },
  topK: { min: 0, max: 1_000, step: 1 },
  minP: { min: 0, max: 1, step: 0.05 },
  repeatPenalty: { min: 0, max: 2, step: 0.05 },
  seed: { min: 0, max: 2_147_483_647, step: 1 },
  /** Tokens that the model sees at once. */
  numCtx: { min: 512, max: 10_485_760, step: 1 },
  /** Tokens of one answer. */
  numPredict: { min: 1, max: 1_000_000, step: 1 },
} as const satisfies Readonly<Record<string, Bounds>>;

export type NumberName = keyof typeof bounds;

/** What is a whole number. */
export const wholeNumbers: ReadonlySet<NumberName> = new Set<NumberName>(['topK', 'seed', 'numCtx', 'numPredict']);

export const stopsMax = 4;
export const stopLengthMax = 100;
/** UTF-16 units. */
export const systemPromptMax = 20_000;
export const schemaTextMax = 20_000;
export const presetNameMax = 100;
export const presetsMax = 200;
/** Seconds that a model may stay in memory after an answer: a week. */
export const keepAliveMaxS = 7 * 24 * 3600;
/** Stands for: until Ollama ends. */
export const keepAliveForever = -1;
