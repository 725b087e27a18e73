// What counts as an address of Ollama. Nothing is guessed or mended here: a person is told what to write instead.
import { OllamaAddress } from '../../../preload/contract/models.ts';

export type ReadAddress =
  | { readonly kind: 'ok'; readonly url: URL }
  | { readonly kind: 'malformed'; readonly hint: string };

const example = 'for example http://127.0.0.1:11434';

/** Accepts http or https, a host, perhaps a port and a path. */
export function readAddress(text: string): ReadAddress {
  if (text.trim() === '') return malformed(`Write the address of Ollama, ${example}.`);
  if (/\s/.test(text)) return malformed('Leave out the spaces.');
  if (/^["'“]|["'”]$/.test(text)) return malformed('Leave out the quotation marks.');
  if (!/^https?:\/\//i.test(text)) return malformed(`Start the address with http:// or https://, ${example}.`);
  if (!OllamaAddress.safeParse(text).success || !URL.canParse(text))
    return malformed(`This is not a complete address; write ${example.slice('for example '.length)} or the like.`);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return malformed('Leave out the user name and the password; they would be shown and stored in the open.');
  if (url.search !== '' || url.hash !== '') return malformed('Leave out everything from the ? or # on.');
  return { kind: 'ok', url };
}

/** What to write instead where an address leads into Ollama's API rather than to Ollama, and so to nothing; null: it does not. */
export function hintForApiPath(address: string): string | null {
  const parts = /^(.*?)(\/(?:api|v1))\/*$/i.exec(address);
  return parts === null ? null : `Leave out ${parts[2]} at the end: ${parts[1]}`;
}

/** The URL of one of Ollama's paths, beneath whatever path the address has. `path` starts with a slash. */
export function urlOf(address: URL, path: string): URL {
  const url = new URL(address);
  url.pathname = `${address.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

/** Whether the address means this computer. */
export function isLoopback(address: URL): boolean {
  const host = address.hostname.replace(/\.$/, '');
  return (
    isLocalName(host) ||
    /^127(?:\.\d+){3}$/.test(host) ||
    // As URLs write ::ffff:127.0.0.1.
    /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(host) ||
    ['[::1]', '0.0.0.0', '[::]'].includes(host)
  );
}

/** Names that always mean this computer (RFC 6761). */
export function isLocalName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

function malformed(hint: string): ReadAddress {
  return { kind: 'malformed', hint };
}
