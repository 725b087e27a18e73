// Whether an address can be trusted on its way.

/** Whether what is sent there is safe from being read or answered by somebody on the way. */
export function isSafeFromOthers(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
