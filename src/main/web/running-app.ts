// Is the port taken by our own app? Then a second start prints a link to it instead of failing.
import { z } from 'zod';
import type { Clock } from '../core/ports.ts';
import { isProof, makeProof, type SessionKey } from './session.ts';

const askMs = 3000;
const Answer = z.object({ kind: z.literal('link'), link: z.url(), proof: z.string() });

/** A link to the app that runs there over the same data folder; null where something else listens, or nothing. */
export async function askRunningApp(port: number, key: SessionKey, clock: Clock): Promise<string | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/link`, {
      method: 'POST',
      headers: { 'x-tallystick-proof': makeProof(key, 'ask', clock.now()) },
      redirect: 'error',
      signal: AbortSignal.timeout(askMs),
    });
    const answer = Answer.safeParse(await response.json());
    if (!answer.success || !isProof(key, { purpose: 'answer', proof: answer.data.proof }, clock.now())) return null;
    return answer.data.link;
  } catch {
    // Some other program answers there; the caller says so.
    return null;
  }
}
