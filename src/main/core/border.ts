// The core's border towards the page: what was thrown without a code is logged here and leaves as a code of the closed list.
import { implement, ORPCError } from '@orpc/server';
import { appContract } from '../../preload/contract/contract.ts';
import { FailureCode, type Failure } from '../../preload/contract/failure.ts';
import { isAbort } from './aborted.ts';
import { CodedFailure } from './coded-failure.ts';

/** `report`: a defect or a failure of the world, for the log. */
export function guardedBy(report: (error: unknown) => void) {
  const toPage = (error: unknown): unknown => {
    if (isAnswer(error)) return error;
    report(error);
    return told(
      error instanceof CodedFailure ? error.failure : { code: 'internal', detail: null, canRetry: true },
      error,
    );
  };

  return implement(appContract).use(async ({ next }) => {
    try {
      const result = await next();
      return isStream(result.output) ? { ...result, output: guardStream(result.output, toPage) } : result;
    } catch (error) {
      throw toPage(error);
    }
  });
}

/** What the border has logged already, for carriers that report once more. */
export function wasReported(error: unknown): boolean {
  return error instanceof ORPCError && FailureCode.safeParse(error.code).success;
}

/** The failure travels as the error's data; its code is the error's code. The page finds the words. */
function told(failure: Failure, cause: unknown): ORPCError<string, Failure> {
  return new ORPCError(failure.code, { status: 500, data: failure, cause });
}

/** A typed no, a wrong input, or a call that its own side took back. */
function isAnswer(error: unknown): boolean {
  if (error instanceof ORPCError) return error.defined || error.status < 500;
  return isAbort(error);
}

type Stream = AsyncIteratorObject<unknown, unknown, void>;

function isStream(output: unknown): output is Stream {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output;
}

async function* guardStream(stream: Stream, toPage: (error: unknown) => unknown): AsyncGenerator<unknown, void, void> {
  try {
    yield* stream;
  } catch (error) {
    throw toPage(error);
  }
}
