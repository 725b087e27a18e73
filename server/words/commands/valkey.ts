// What the doctor says of Valkey, in which requests and the minutes of plans are counted for all nodes.

export const valkeyWords = {
  /** `server`: what it is, with its version. */
  answers: (server: string, at: string, ms: number) =>
    `Requests and the minutes of plans are counted in ${server} at ${at}, which took ${ms.toFixed(1)} ms for one.`,
  bad: (at: string, reason: string) =>
    `Requests and the minutes of plans are to be counted in Valkey at ${at}, which can’t be used: ${reason}.`,
  tooOld: (server: string, least: string) => `${server} is too old; ${least} is the oldest that is used.`,
  replica: (at: string) => `${at} is a replica, in which nothing can be counted. Name its primary.`,
  cluster: (at: string) => `${at} is a node of a cluster. Name a server that is none.`,
  drops: (policy: string) =>
    `Its maxmemory-policy is ${policy}: when its memory is full it may drop counts, and those limits begin anew. Set it to noeviction.`,
  skewed: (seconds: number) =>
    `Its clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} this machine’s. Windows go by its clock, but the minutes of plans by the ledger’s: nodes that disagree count a minute apart.`,
  plain: (at: string) =>
    `${at} is reached without TLS, so others on the way could read its password. Use rediss:// outside of a network of your own.`,
  whileAway: (isRefusing: boolean) =>
    isRefusing
      ? 'While Valkey is away messages are refused (VALKEY_AWAY=refuse); what ends a hold is not.'
      : 'While Valkey is away each node counts alone (VALKEY_AWAY=count-alone).',
} as const;
