// An expected no, in its plainest form.
import type { Refused } from './usecases.ts';

export function refusal(code: Refused['code'], detail: string): Refused {
  return { kind: 'refused', code, detail };
}
