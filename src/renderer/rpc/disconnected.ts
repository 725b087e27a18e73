// The core could not be reached, or went away in the middle of a call. Ids are made by the page, so asking again is harmless.

export class Disconnected extends Error {
  override readonly name = 'Disconnected';
  readonly code = 'disconnected';
  readonly canRetry = true;

  constructor(cause?: unknown) {
    super('The connection to the app’s core is lost', { cause });
  }
}
