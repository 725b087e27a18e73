// Runs openai-probe.py, the Python client of OpenAI in one round of what programs ask of it, and reads what it tells.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const Told = z.looseObject({
  name: z.string(),
  text: z.string().optional(),
  charge: z.string().optional(),
  error: z.string().optional(),
});
export type Told = z.infer<typeof Told>;

const probeMsMax = 10 * 60_000;

/** What each try brought, by its name. */
export async function probeOpenAi(
  python: string,
  about: {
    readonly baseUrl: string;
    readonly key: string;
    readonly model: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<ReadonlyMap<string, Told>> {
  const program = path.join(import.meta.dirname, 'openai-probe.py');
  const args = [program, about.baseUrl, about.key, about.model, JSON.stringify(about.headers ?? {})];
  const { stdout } = await promisify(execFile)(python, args, { timeout: probeMsMax });
  const told = stdout
    .trim()
    .split('\n')
    .map((line) => Told.parse(JSON.parse(line)));
  return new Map(told.map((one) => [one.name, one]));
}
