// Why a download failed, for people; and an end for one that has stopped moving.
import { z } from 'zod';

const stallMs = 60_000;

export type StallGuard = {
  readonly signal: AbortSignal;
  moved(): void;
  hasStalled(): boolean;
  stop(): void;
};

export function createStallGuard(): StallGuard {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), stallMs);
  return {
    signal: controller.signal,
    moved: () => void timer.refresh(),
    hasStalled: () => controller.signal.aborted,
    stop: () => clearTimeout(timer),
  };
}

const Failure = z.object({
  name: z.string().optional(),
  message: z.string().default(''),
  code: z.string().optional(),
  hostname: z.string().optional(),
  path: z.string().optional(),
  response: z.object({ status: z.int(), url: z.string() }).optional(),
});
type Failure = z.infer<typeof Failure>;

const unreachable = /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;
const brokenOff = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_BODY_TIMEOUT|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/;

/** `error`: null for a download that stood still. */
export function whyNotFetched(error: unknown): string {
  if (error === null) return `nothing more came for ${String(stallMs / 1000)} seconds`;
  const chain = causesOf(error);
  const code = chain.find((failure) => failure.code !== undefined)?.code ?? '';
  const answer = chain.find((failure) => failure.response !== undefined)?.response;
  if (answer !== undefined) return `${new URL(answer.url).host} answered with status ${String(answer.status)}`;
  if (unreachable.test(code)) {
    const host = chain.find((failure) => failure.hostname !== undefined)?.hostname ?? 'the server that has it';
    return `${host} cannot be reached; is this computer online?`;
  }
  if (brokenOff.test(code) || chain.some(({ message }) => message === 'terminated')) return 'the connection broke off';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${chain.find((failure) => failure.path !== undefined)?.path ?? 'a folder'} may not be written`;
  if (chain.some(({ name, message }) => /checksum/i.test(`${name ?? ''} ${message}`)))
    return 'what came is not the file that was asked for (its checksum differs)';
  return chain.at(-1)?.message ?? 'for a reason that it does not tell';
}

/** An error and what caused it, outermost first; of several tried addresses the first. */
function causesOf(error: unknown): readonly Failure[] {
  const chain: Failure[] = [];
  let next = error;
  while (next instanceof Error && chain.length < 5) {
    const parsed = Failure.safeParse(next);
    if (parsed.success) chain.push(parsed.data);
    next = next instanceof AggregateError ? next.errors[0] : next.cause;
  }
  return chain;
}
