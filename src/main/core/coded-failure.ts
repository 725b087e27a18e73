// A failure of the world that the page can be told of: a code from the closed list, the cause kept for the log.
import type { Failure, FailureCode } from '../../preload/contract/failure.ts';

export const failureDetailMax = 2000;

export class CodedFailure extends Error {
  override readonly name = 'CodedFailure';
  readonly failure: Failure;

  constructor(code: FailureCode, options: { detail?: string | null; canRetry: boolean; cause?: unknown }) {
    super(code, { cause: options.cause });
    this.failure = { code, detail: options.detail?.slice(0, failureDetailMax) ?? null, canRetry: options.canRetry };
  }
}
