// Which origins a window may reach: exact ones, and `https://*.example.com` for all beneath. Pure.

export type OriginList = { has(url: string): boolean };

/** What is neither an origin nor such a pattern is left out: it allows nothing. */
export function createOriginList(allowed: readonly string[]): OriginList {
  const suffixes = allowed.flatMap((one) => /^https:\/\/\*(\.[a-z0-9.-]+)$/.exec(one)?.[1] ?? []);
  const origins = new Set(allowed.filter((one) => URL.parse(one)?.origin === one));
  return {
    has(url) {
      const parsed = URL.parse(url);
      if (parsed === null) return false;
      if (origins.has(parsed.origin)) return true;
      return (
        parsed.protocol === 'https:' && parsed.port === '' && suffixes.some((end) => parsed.hostname.endsWith(end))
      );
    },
  };
}
