// The one failure of a secret store. It names the place and the reason, never a value.
export class SecretsUnavailable extends Error {
  override readonly name = 'SecretsUnavailable';
}
