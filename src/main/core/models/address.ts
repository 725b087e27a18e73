// What counts as an address of Ollama. Nothing is guessed or mended here: a person is told what to write instead.
import type { AddressTrouble } from '../../../preload/contract/models.ts';
import { OllamaAddress } from '../../../preload/contract/ollama-address.ts';

export type ReadAddress =
  | { readonly kind: 'ok'; readonly url: URL }
  | { readonly kind: 'malformed'; readonly trouble: AddressTrouble };

/** Accepts http or https, a host, perhaps a port and a path. */
export function readAddress(text: string): ReadAddress {
  if (text.trim() === '') return malformed('empty');
  if (/\s/.test(text)) return malformed('spaces');
  if (/^["'“]|["'”]$/.test(text)) return malformed('quotes');
  if (!/^https?:\/\//i.test(text)) return malformed('no_scheme');
  if (!OllamaAddress.safeParse(text).success || !URL.canParse(text)) return malformed('incomplete');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return malformed('credentials');
  if (url.search !== '' || url.hash !== '') return malformed('query');
  return { kind: 'ok', url };
}

/** Where an address leads into Ollama's API rather than to Ollama, and so to nothing; null: it does not. */
export function findApiPath(address: string): AddressTrouble | null {
  const parts = /^(.*?)(\/(?:api|v1))\/*$/i.exec(address);
  return parts === null ? null : { code: 'api_path', part: parts[2] ?? '', address: parts[1] ?? '' };
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

function malformed(code: Exclude<AddressTrouble['code'], 'api_path'>): ReadAddress {
  return { kind: 'malformed', trouble: { code } };
}
