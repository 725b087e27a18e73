// A failure of the world that the page can be told of: a code from the closed list, the cause kept for the log.
import type { Failure, FailureCode } from '../../preload/contract/failure.ts';

export const failureDetailMax = 2000;

type FailureOptions = {
  readonly detail?: string | null;
  readonly canRetry: boolean;
  readonly signInUrl?: string | undefined;
  /** Whole seconds. */
  readonly waitedS?: number | undefined;
  readonly cause?: unknown;
};

export class CodedFailure extends Error {
  override readonly name = 'CodedFailure';
  readonly failure: Failure;

  constructor(code: FailureCode, options: FailureOptions) {
    super(code, { cause: options.cause });
    const { canRetry, signInUrl, waitedS } = options;
    const detail = options.detail?.slice(0, failureDetailMax) ?? null;
    this.failure = {
      code,
      detail,
      canRetry,
      ...(signInUrl === undefined ? {} : { signInUrl }),
      ...(waitedS === undefined ? {} : { waitedS }),
    };
  }
}
