// Why a sign-in or a renewal did not work, as a code of the closed list. Its text holds nothing that was sent.
import type { SignInTrouble } from '../../../../preload/contract/person.ts';

export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly trouble: SignInTrouble;

  constructor(trouble: SignInTrouble, cause?: unknown) {
    super(trouble.code, { cause });
    this.trouble = trouble;
  }
}
