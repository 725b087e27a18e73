// How long the server may take to close, after what is being answered has had SHUTDOWN_GRACE_SECONDS. Whoever runs it waits longer than both.
export const closeWithinMs = 10_000;
