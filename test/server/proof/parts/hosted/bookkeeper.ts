// A second bookkeeper of hosted answers: the table of docs/operators/hosted.md, applied to what the client saw and to what the
// script says, and written without a look at the server's code.
import type { Answer } from '../../../../support/fake-upstream/behaviour.ts';
import type { Outcome } from './client.ts';
import type { Script } from './script.ts';
import { believed, type Usage } from './seen.ts';

export const price = { input: 10, output: 100 } as const;
/** Tokens that an answer may have. */
export const outputMax = 1_000;

/** What the ledger has to say. */
export type Expected =
  | { readonly state: 'captured'; readonly charged: number }
  | { readonly state: 'released' | 'expired' };

export function expectedOf(
  script: Script,
  { seen, hasActed, question, held }: Outcome & { readonly question: string; readonly held: number },
): Expected {
  const hasLeft = hasActed && script.client.kind === 'leaves';
  if (hasActed && script.client.kind === 'server_killed') return { state: 'expired' };
  // No answer came, or none in which anything was said.
  if (seen.status !== 200 || seen.events === 0) return { state: 'released' };
  const usage = seen.usage ?? (hasLeft ? null : hiddenUsage(script));
  const hasOutput = seen.outputBytes > 0 || (usage?.completion ?? 0) > 0;
  if (!hasOutput && !hasLeft) return { state: 'released' };
  const tokens = {
    prompt: usage === null || usage.prompt === 0 ? counted(Buffer.byteLength(question)) : usage.prompt,
    completion:
      usage === null || (usage.completion === 0 && seen.outputBytes > 0)
        ? Math.min(counted(seen.outputBytes), outputMax)
        : usage.completion,
  };
  const cost = tokens.prompt * price.input + tokens.completion * price.output;
  return { state: 'captured', charged: Math.min(cost, held) };
}

/** The end of a stream tells the use in a chunk of its own, which only those see who asked for it. */
function hiddenUsage({ upstream, asksForUsage, isStream }: Script): Usage | null {
  if (upstream.kind !== 'answer' || asksForUsage || !isStream) return null;
  const when = upstream.usage?.when ?? 'as_asked';
  const ending = upstream.ending?.kind ?? 'done';
  const isTold = (ending === 'done' || ending === 'undone') && ['as_asked', 'last', 'twice'].includes(when);
  return isTold ? told(upstream) : null;
}

/** As the fake counts where the script names no figures. */
function told({ usage, pieces }: Answer): Usage | null {
  if (usage?.json === undefined) {
    const completion = pieces.filter(({ kind }) => kind !== 'comment').length + 1;
    return { prompt: questionWords, completion };
  }
  return hasRepeatedKey(usage.json) ? null : believed(JSON.parse(usage.json));
}

/** "question", its number, and the four words after it. */
export const questionWords = 6;

function hasRepeatedKey(json: string): boolean {
  const names = [...json.matchAll(/"(\w+)":/g)].map(([, name]) => name);
  return new Set(names).size < names.length;
}

/** One token for each four bytes. */
function counted(bytes: number): number {
  return Math.ceil(bytes / 4);
}
