// What the commands have in common that copy all that a server keeps: their exit codes, their words for another program, their progress.
import type { Voice } from './command.ts';

/** `failed`: something outside was in the way, and it may be tried again. */
export const exitCodes = { done: 0, failed: 1, refused: 2, damaged: 3 } as const;

type Speaker = Voice & { readonly json: boolean };

/** The sentence for people goes to standard error in either case; with `json`, an object of the code and the sentence to standard output. */
export function refuse({ say, complain, json }: Speaker, code: string, sentence: string): number {
  if (json) say(JSON.stringify({ kind: 'refused', code, message: sentence }));
  complain(sentence);
  return code === 'damaged' ? exitCodes.damaged : exitCodes.refused;
}

const stepPercent = 10;

/** A line for each tenth of each file, and none for files that are done at once. */
export function progressTo(
  tell: (text: string) => unknown,
  sentence: (file: string, percent: number) => string,
): (file: string, part: number) => void {
  const last = { file: '', percent: 0 };
  return (file, part) => {
    if (file !== last.file) Object.assign(last, { file, percent: 0 });
    const percent = Math.floor(part * 100);
    if (percent < last.percent + stepPercent || percent >= 100) return;
    last.percent = percent - (percent % stepPercent);
    tell(sentence(file, last.percent));
  };
}
