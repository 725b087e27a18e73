// A generator and a meter whose every step a test decides: they can stall, refuse, fail and answer late.
import { CodedFailure } from '../../../src/main/core/coded-failure.ts';
import type {
  Answerer,
  AnswerRequest,
  GeneratePart,
  Meter,
  ReadyGenerator,
  ReserveAnswer,
  RunUsage,
} from '../../../src/main/core/ports.ts';
import type { Refusal } from '../../../src/preload/contract/failure.ts';
import type { RunId } from '../../../src/preload/contract/ids.ts';
import type { Charge, Counts } from '../../../src/preload/contract/message.ts';

export const counts: Counts = {
  promptTokens: 11,
  completionTokens: 7,
  totalNs: 2_000_000_000,
  loadNs: 1,
  promptNs: 2,
  completionNs: 3,
};
export const held: Charge = { kind: 'held', source: 'free' };
export const captured: Charge = { kind: 'captured', source: 'free', microcredits: 1_000_000 };
export const refusal: Refusal = {
  code: 'free_exhausted',
  problem: 'free_exhausted',
  params: { reason: 'used_up', limit: 20, whose: 'client', resets_at: 1_800_000_000_000 },
  detail: null,
  retryAt: null,
};

/** One call of `generate`, played by the test. */
export type Playing = {
  readonly request: AnswerRequest;
  readonly signal: AbortSignal;
  say(...texts: string[]): void;
  think(text: string): void;
  /** What was said so far was thought. */
  rethink(): void;
  end(reason?: 'stop' | 'length' | 'other'): void;
  fail(failure: Error): void;
  /** The server's no. */
  refuse(no: Refusal): void;
  put(part: GeneratePart): void;
  /** Parts that nobody has taken yet. */
  untaken(): number;
};

export type PlayedGenerator = Answerer &
  Pick<ReadyGenerator, 'loaded'> & {
    /** The next call, as soon as it comes. `isDeaf`: it does not care about being aborted. */
    next(): Promise<Playing>;
    isDeaf: boolean;
    /** Whether the model is in memory. */
    isLoaded: boolean;
  };

export function createGenerator(): PlayedGenerator {
  const calls = queue<Playing>();
  const generator: PlayedGenerator = {
    isDeaf: false,
    isLoaded: true,
    loaded: async () => (generator.isLoaded ? { window: 4096 } : null),
    next: () => calls.take(),
    async *generate(request, signal) {
      const parts = queue<GeneratePart | Error>();
      if (!generator.isDeaf)
        signal.addEventListener('abort', () => parts.put(new DOMException('aborted', 'AbortError')), { once: true });
      calls.put({
        request,
        signal,
        say: (...texts) => texts.forEach((text) => parts.put({ kind: 'text', text })),
        rethink: () => parts.put({ kind: 'rethink' }),
        think: (text) => parts.put({ kind: 'thinking', text }),
        end: (reason = 'stop') => parts.put({ kind: 'ended', reason, counts }),
        fail: (failure) => parts.put(failure),
        refuse: (no) => parts.put({ kind: 'refused', refusal: no }),
        put: (part) => parts.put(part),
        untaken: () => parts.length(),
      });
      for (;;) {
        const part = await parts.take();
        if (part instanceof Error) throw part;
        yield part;
        if (part.kind === 'ended' || part.kind === 'refused') return;
      }
    },
  };
  return generator;
}

export const ollamaCut = (): CodedFailure => new CodedFailure('ollama_cut', { canRetry: true });

export type MeterCall =
  | { readonly kind: 'reserve'; readonly runId: RunId; readonly model: string }
  | { readonly kind: 'capture'; readonly runId: RunId; readonly usage: RunUsage; readonly outcome: string }
  | { readonly kind: 'release'; readonly runId: RunId };

export type PlayedMeter = Meter & {
  /** The server has heard of a run's end. */
  settled(runId: RunId, charge: Charge): void;
  readonly calls: MeterCall[];
  /** What the next calls do; by default granted, captured, released at once. */
  onReserve: (signal: AbortSignal) => Promise<ReserveAnswer>;
  onCapture: () => Promise<Charge>;
  onRelease: () => Promise<Charge>;
};

/** As the account's: an end is written down first, then delivered in the background, and then told to whoever listens. */
export function createMeter(): PlayedMeter {
  const listeners = new Set<(runId: RunId, charge: Charge) => void>();
  const deliveries = new Map<RunId, Promise<Charge>>();
  const meter: PlayedMeter = {
    calls: [],
    onReserve: async () => ({ kind: 'granted', charge: held }),
    onCapture: async () => captured,
    onRelease: async () => ({ kind: 'released' }),
    reserve(run, signal) {
      meter.calls.push({ kind: 'reserve', ...run });
      return meter.onReserve(signal);
    },
    end(runId, ending) {
      if (ending.kind === 'release') meter.calls.push({ kind: 'release', runId });
      else meter.calls.push({ ...ending, runId });
      const delivery = Promise.resolve().then(async () => {
        const charge = await (ending.kind === 'capture' ? meter.onCapture() : meter.onRelease());
        if (charge.kind !== 'unsettled') meter.settled(runId, charge);
        return charge;
      });
      deliveries.set(runId, delivery);
      return { kind: 'unsettled' };
    },
    settle: (runId) => deliveries.get(runId) ?? Promise.resolve({ kind: 'none' }),
    onSettled: (listen) => void listeners.add(listen),
    settled: (runId, charge) => listeners.forEach((listen) => listen(runId, charge)),
  };
  return meter;
}

type Queue<T> = { put(item: T): void; take(): Promise<T>; length(): number };

function queue<T>(): Queue<T> {
  const items: T[] = [];
  const takers: ((item: T) => void)[] = [];
  return {
    length: () => items.length,
    put(item) {
      const taker = takers.shift();
      if (taker) taker(item);
      else items.push(item);
    },
    take() {
      const item = items.shift();
      return item === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(item);
    },
  };
}
