// The port of what is counted by the request: how many of one name were made in a window, which begins with the first of them.
import type { LimitsStanding } from '../../contract/config.ts';
import { StorageUnavailable } from '../storage.ts';

/** One name under one limit. */
export type LimitAsk = {
  /** Such as `strict:ip`; under each limit the same key is counted apart. */
  readonly limit: string;
  readonly key: string;
  /** Requests in a window. */
  readonly most: number;
  readonly windowMs: number;
  /** While what counts for all nodes is away, this one counts alone, though the operator wants other requests refused then. */
  readonly isAloneRatherThanRefused: boolean;
};

/** `resetMs`: until the window ends; the whole window where none has begun. */
export type LimitCount = { readonly used: number; readonly resetMs: number };

export type LimitTaken = { readonly isCounted: boolean; readonly counts: readonly LimitCount[] };

/** Every call may throw LimitsAway, or reject with it. */
export type LimitStore = {
  /**
   * Looks at all of them before any is counted: one more in each if all have room, else in none. `counts` are in the order asked, as
   * they stand afterwards. Answers at once where it need not ask another process.
   */
  take(asked: readonly LimitAsk[]): LimitTaken | Promise<LimitTaken>;
  /** Counts one more, whether there is room or not. */
  count(asked: LimitAsk): Promise<LimitCount>;
  /** One less; a window that is over, or that counts nothing, stays as it is. */
  giveBack(asked: LimitAsk): Promise<void>;
};

/** The limits of a node, and how they stand. */
export type Limits = {
  readonly store: LimitStore;
  /** Asks anew, so that it is right where no requests come as well. */
  standing(): Promise<LimitsStanding>;
};

/** What counts for all nodes cannot be reached, and nothing else is to count in its place. Money is not concerned. */
export class LimitsAway extends StorageUnavailable {
  readonly retryAfterMs: number;

  constructor(reason: string, retryAfterMs: number) {
    super(reason);
    this.retryAfterMs = retryAfterMs;
  }
}
