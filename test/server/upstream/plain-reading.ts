// The same stream read in the plainest way: all of it as text, line by line, every event parsed whole. Slow, and easy to check by eye.
import { isUtf8 } from 'node:buffer';
import type { AnswerTally, ReportedUsage } from '../../../server/upstream/upstream.ts';

export type PlainReading = {
  /** The bytes that pass, one character each. */
  readonly passed: string;
  readonly tally: AnswerTally;
  readonly end: 'done' | 'failed' | 'unreadable' | 'cut';
};

type Count = { outputBytes: number; finish: string | null; usage: ReportedUsage | null };

const wholeEvent = /^(?:[^\n]*[^\r\n][^\n]*\n)*\r?\n/;

export function readPlainly(bytes: Buffer, wantsUsage: boolean): PlainReading {
  const tally: Count = { outputBytes: 0, finish: null, usage: null };
  let passed = '';
  let rest = bytes.toString('latin1');
  for (let event = wholeEvent.exec(rest); event !== null; event = wholeEvent.exec(rest)) {
    const [block] = event;
    rest = rest.slice(block.length);
    const verdict = judgeBlock(block, tally);
    if (verdict === 'failed' || verdict === 'unreadable') return { passed, tally, end: verdict };
    if (verdict !== 'usage' || wantsUsage) passed += block;
    if (verdict === 'done') return { passed, tally, end: 'done' };
  }
  if (!/(?:^|\n)data: ?\[DONE\]\s*$/.test(rest) && tally.finish === null) return { passed, tally, end: 'cut' };
  return { passed: `${passed}data: [DONE]\n\n`, tally, end: 'done' };
}

type Verdict = 'words' | 'usage' | 'done' | 'failed' | 'unreadable';

function judgeBlock(block: string, tally: Count): Verdict {
  const lines = block
    .split('\n')
    .slice(0, -2)
    .map((line) => line.replace(/\r$/, ''));
  if (lines.some((line) => line.includes('\r') || line.startsWith('\u00EF'))) return 'unreadable';
  const values = lines.flatMap((line) => {
    const match = /^data(?:: ?(.*))?$/s.exec(line);
    return match === null ? [] : [match[1] ?? ''];
  });
  if (values.length === 0) return 'words';
  const data = Buffer.from(values.join('\n'), 'latin1');
  if (data.toString().trimEnd() === '[DONE]') return 'done';
  return isUtf8(data) ? judgeData(data.toString(), tally) : 'unreadable';
}

function judgeData(text: string, tally: Count): Verdict {
  let chunk: unknown;
  let names = 0;
  try {
    chunk = JSON.parse(text, (name, value: unknown) => {
      names += /^\d*$/.test(name) ? 0 : 1;
      return value;
    });
  } catch {
    return 'unreadable';
  }
  if (typeof chunk !== 'object' || chunk === null || Array.isArray(chunk)) return 'unreadable';
  if (isTold(member(chunk, 'error'))) return 'failed';
  const usage = member(chunk, 'usage');
  const tellsUsage = isTold(usage) && typeof usage === 'object' && !Array.isArray(usage);
  const choices = member(chunk, 'choices') ?? (tellsUsage ? [] : null);
  if (!Array.isArray(choices) || choices.some((choice) => typeof choice !== 'object' || choice === null))
    return 'unreadable';
  // The reviver is asked once for every member that is left, so repeated names show as fewer members than names.
  if ('usage' in chunk && names !== namesWritten(text)) return 'unreadable';
  for (const choice of choices) {
    tally.outputBytes += wordsOf(member(choice, 'delta'));
    const finish = member(choice, 'finish_reason');
    if (typeof finish === 'string') tally.finish = finish;
  }
  tally.usage = greatest(tally.usage, usage);
  const isSilent = choices.every(
    (choice) => !isTold(member(choice, 'finish_reason')) && isEmpty(member(choice, 'delta')),
  );
  return isSilent && isTold(usage) ? 'usage' : 'words';
}

function isEmpty(delta: unknown): boolean {
  return typeof delta === 'object' && delta !== null && !Array.isArray(delta) && Object.keys(delta).length === 0;
}

function namesWritten(text: string): number {
  const texts = [...text.matchAll(/"((?:[^"\\]|\\.)*)"(\s*:)?/gs)];
  return texts.filter(([, name = '', colon]) => colon !== undefined && !/^\d*$/.test(name)).length;
}

function wordsOf(delta: unknown): number {
  const length = (said: unknown) => (typeof said === 'string' ? Buffer.byteLength(said) : 0);
  const calls = member(delta, 'tool_calls');
  return (
    length(member(delta, 'content')) +
    length(member(delta, 'refusal')) +
    Math.max(length(member(delta, 'reasoning')), length(member(delta, 'reasoning_content'))) +
    (Array.isArray(calls) ? calls : []).reduce<number>(
      (sum, call) => sum + length(member(member(call, 'function'), 'arguments')),
      0,
    )
  );
}

function greatest(before: ReportedUsage | null, told: unknown): ReportedUsage | null {
  const prompt = member(told, 'prompt_tokens');
  const completion = member(told, 'completion_tokens');
  if (!isCount(prompt) || !isCount(completion) || prompt + completion === 0) return before;
  const said = member(member(told, 'completion_tokens_details'), 'reasoning_tokens');
  return {
    prompt: Math.max(before?.prompt ?? 0, prompt),
    completion: Math.max(before?.completion ?? 0, completion),
    cached: 0,
    reasoning: Math.max(before?.reasoning ?? 0, Math.min(isCount(said) ? said : 0, completion)),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100_000_000;
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
