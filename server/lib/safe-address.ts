// Whether an address can be trusted on its way.

/** Whether nobody on the way can read what is sent there or answer in its place. */
export function isSafeFromOthers(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
