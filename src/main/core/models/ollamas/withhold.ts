// Takes the values of headers out of what an Ollama, or whoever stands before it, says.
import { CodedFailure } from '../../coded-failure.ts';
import { withheld } from '../../withheld.ts';

export type Headers = Readonly<Record<string, string>>;

export function withhold(failure: CodedFailure, headers: Headers): CodedFailure {
  const { code, detail, ...rest } = failure.failure;
  if (detail === null) return failure;
  const told = withheld(detail, headers);
  return told === detail ? failure : new CodedFailure(code, { ...rest, detail: told, cause: failure.cause });
}
