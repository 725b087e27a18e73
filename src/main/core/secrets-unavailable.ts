// The one failure of a secret store. It names the place and the reason, never a value.
import type { SecretTrouble, TokenPlace } from '../../preload/contract/secret-trouble.ts';

export class SecretsUnavailable extends Error {
  override readonly name = 'SecretsUnavailable';
  readonly trouble: SecretTrouble;

  constructor(trouble: SecretTrouble) {
    super(JSON.stringify(trouble));
    this.trouble = trouble;
  }
}

/** What to tell a person of an error that a place for secrets threw. Its text is not used: it may quote what was sent. */
export function secretTroubleOf(error: unknown, place: TokenPlace): SecretTrouble {
  return error instanceof SecretsUnavailable ? error.trouble : { code: 'place_unusable', place };
}
