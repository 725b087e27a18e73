// Which addresses a sign-in may use. The desktop shell asks it too, whose process must not load the core's HTTP client.

/** Nobody on the way can read or change what is sent there. */
export function isSafeAddress(url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed.hostname);
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isHere);
}
