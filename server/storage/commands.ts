// What the commands of every port have in common. A command is whole or nothing.
// Where a rule is needed the command takes a decision: pure and synchronous, called with what is locked, answering what to
// write. It may be called again when the store has to repeat itself. A decision that throws writes nothing.

/** `write: null` leaves everything as it is. */
export type Decide<Seen, Write, Answer> = (seen: Seen) => { readonly write: Write | null; readonly answer: Answer };

/** Takes due jobs and hides them from everyone until `until`. If the process dies, another one gets them then. */
export type Lease = { readonly now: number; readonly until: number; readonly limit: number };
