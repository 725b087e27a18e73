// What is typed of an Ollama, and whether it can be kept. Pure.
import type { OllamaId } from '../../../../preload/contract/ids.ts';
import { HeaderName, HeaderValue } from '../../../../preload/contract/ollama-limits.ts';
import type { OllamaDraft } from '../../../../preload/contract/ollamas.ts';
import { OllamaAddress } from '../../../../preload/contract/ollama-address.ts';
import { words } from '../../../words.ts';

export type HeaderField = {
  readonly key: number;
  readonly name: string;
  /** Empty: as it is kept, where it is. */
  readonly value: string;
  /** A value of this name is kept for this address. */
  readonly isKept: boolean;
};

export type OllamaFields = {
  readonly name: string;
  readonly address: string;
  readonly headers: readonly HeaderField[];
};

type ReadForm = { readonly isInTheClear: boolean } & (
  | { readonly kind: 'ok'; readonly draft: OllamaDraft }
  | { readonly kind: 'not_yet'; readonly reason: string }
);

export function readForm(id: OllamaId, fields: OllamaFields): ReadForm {
  const address = fields.address.trim();
  const isInTheClear = goesInTheClear(address);
  if (!OllamaAddress.safeParse(address).success)
    return { kind: 'not_yet', isInTheClear, reason: words.settings.connections.needsScheme };
  // A line that nobody has written into says nothing.
  const headers = fields.headers
    .map(({ name, value, isKept }) => ({ name: name.trim(), value: value.trim(), isKept }))
    .filter(({ name, value }) => name !== '' || value !== '');
  const names = new Set(headers.map(({ name }) => name.toLowerCase()));
  const areSound = headers.every(
    ({ name, value, isKept }) =>
      HeaderName.safeParse(name).success && ((value === '' && isKept) || HeaderValue.safeParse(value).success),
  );
  if (!areSound || names.size !== headers.length)
    return { kind: 'not_yet', isInTheClear, reason: words.ollamas.wrongHeader };
  return {
    kind: 'ok',
    isInTheClear,
    draft: {
      id,
      name: fields.name.trim(),
      address,
      headers: headers.map(({ name, value }) => ({ name, value: value === '' ? null : value })),
    },
  };
}

/** Values are kept for one address: at another they have to be given again. */
export function changed(fields: OllamaFields, address: string, kept: string): OllamaFields {
  const isKept = address.trim() === kept;
  return { ...fields, address, headers: fields.headers.map((one) => ({ ...one, isKept: one.isKept && isKept })) };
}

/** To another computer without TLS. */
export function goesInTheClear(address: string): boolean {
  if (!/^http:\/\//i.test(address) || !URL.canParse(address)) return false;
  const host = new URL(address).hostname.replace(/\.$/, '');
  const isHere = host === 'localhost' || host.endsWith('.localhost') || /^127(?:\.\d+){3}$/.test(host);
  return host !== '' && !isHere && !['[::1]', '0.0.0.0', '[::]'].includes(host);
}
