// What may be shown to others of an address or of a text from elsewhere: nothing that opens a door. Pure.

/** Without name, password, query and fragment. What is no address comes back without what stands before an @. */
export function redactAddress(address: string): string {
  if (!/^[a-z][\w+.-]*:\/\//i.test(address) || !URL.canParse(address))
    return address.replace(/^.*@/, '').replace(/[?#].*$/, '');
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

const textMax = 300;

/** Credentials in addresses, keys after words that announce them, and our own tokens. */
export function redactText(text: string): string {
  return text
    .replace(/(\w+:\/\/)[^\s/@]+@/g, '$1…@')
    .replace(/([?&][\w.-]+=)[^\s&#]+/g, '$1…')
    .replace(
      /\b((?:proxy-)?authorization|x-api-key|api[-_]?key|token|password|secret|cookie)(["']?\s*[:=]\s*)[^\r\n,}]+/gi,
      '$1$2…',
    )
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 …')
    .replace(/\b(?:tally_|sk-)[\w-]+/g, '…')
    .slice(0, textMax);
}
