// Models that most people would want, with about what they take: sizes as ollama.com/library lists them, memory by experience.
// The most able first. To be looked through when `asOf` is a year old.

export type KnownModel = {
  readonly name: string;
  readonly sizeBytes: number;
  /** With how much memory it runs well beside other programs. */
  readonly memoryBytes: number;
  readonly capabilities: readonly string[];
};

export const knownAsOf = '2025-10';

/** On the disk and of memory, in gigabytes. */
type Gigabytes = readonly [onDisk: number, ofMemory: number];

const known = (name: string, [onDisk, ofMemory]: Gigabytes, ...capabilities: string[]): KnownModel => ({
  name,
  sizeBytes: Math.round(onDisk * 1e9),
  memoryBytes: ofMemory * 1e9,
  capabilities,
});

export const knownModels: readonly KnownModel[] = [
  known('gpt-oss:120b', [65, 96], 'tools', 'thinking'),
  known('llama3.3:70b', [43, 64], 'tools'),
  known('qwen3:32b', [20, 32], 'tools', 'thinking'),
  known('gemma3:27b', [17, 32], 'vision'),
  known('gpt-oss:20b', [14, 20], 'tools', 'thinking'),
  known('gemma3:12b', [8.1, 16], 'vision'),
  known('qwen3:14b', [9.3, 16], 'tools', 'thinking'),
  known('qwen3:8b', [5.2, 12], 'tools', 'thinking'),
  known('llama3.1:8b', [4.9, 10], 'tools'),
  known('gemma3:4b', [3.3, 8], 'vision'),
  known('qwen3:4b', [2.5, 8], 'tools', 'thinking'),
  known('llama3.2:3b', [2, 6], 'tools'),
  known('gemma3:1b', [0.815, 4]),
  known('qwen3:1.7b', [1.4, 4], 'tools', 'thinking'),
  known('qwen3:0.6b', [0.523, 2], 'tools', 'thinking'),
  known('gemma3:270m', [0.292, 2]),
];

/** Names that Ollama's library gives to one of these as well. */
const aliases: Readonly<Record<string, string>> = {
  'gemma3:latest': 'gemma3:4b',
  'qwen3:latest': 'qwen3:8b',
  'gpt-oss:latest': 'gpt-oss:20b',
  'llama3.1:latest': 'llama3.1:8b',
  'llama3.2:latest': 'llama3.2:3b',
  'llama3.3:latest': 'llama3.3:70b',
};

/** `name`: with its tag. null: not among these. */
export function findKnown(name: string): KnownModel | null {
  const one = aliases[name] ?? name;
  return knownModels.find((model) => model.name === one) ?? null;
}
