// The list of a person's Ollamas: which there are, where each is, and what it is sent besides. It stands in the settings, the values
// of headers with the secrets. The first one's address is that of the settings, so that OLLAMA_HOST counts until one is chosen.
import type { AddressTrouble, OwnPlace } from '../../../../preload/contract/models.ts';
import { firstOllama, type OllamaId } from '../../../../preload/contract/ids.ts';
import { ollamasMax } from '../../../../preload/contract/ollama-limits.ts';
import type { OllamaDraft, OllamaRecord } from '../../../../preload/contract/ollamas.ts';
import type { SecretTrouble, TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import { CodedFailure } from '../../coded-failure.ts';
import { createInTurn } from '../../in-turn.ts';
import type { Secrets, SettingsPatch, SettingsPort } from '../../ports.ts';
import { secretTroubleOf, SecretsUnavailable } from '../../secrets-unavailable.ts';
import { createCell, type ReadableCell } from '../../watchable.ts';
import { readAddress } from '../address.ts';
import { placeOfAddress } from '../place.ts';
import { createHeaderSafe } from './header-safe.ts';
import type { Headers } from './withhold.ts';

export type OllamaEntry = {
  readonly id: OllamaId;
  /** Empty where none was given. */
  readonly name: string;
  readonly address: string;
  readonly place: OwnPlace;
  readonly headers: readonly string[];
  /** Another one whenever what was known of it may be untrue. */
  readonly stamp: string;
};

/** Whom to ask, and with what. */
export type Target = { readonly id: OllamaId; readonly address: string; readonly headers: Headers };

type Put =
  | { readonly kind: 'kept'; readonly headersIn: TokenPlace | null }
  | { readonly kind: 'malformed'; readonly trouble: AddressTrouble }
  | { readonly kind: 'too_many' }
  | { readonly kind: 'values_missing'; readonly names: string[] }
  | { readonly kind: 'secrets_not_kept'; readonly trouble: SecretTrouble };

export type OllamaBook = {
  list(): readonly OllamaEntry[];
  find(id: OllamaId): OllamaEntry | null;
  usual(): OllamaId;
  /** Counts up when values have changed, of which the settings do not tell. */
  readonly revision: ReadableCell<number>;
  /** Throws a CodedFailure: it is gone, or its headers cannot be read. */
  target(id: OllamaId): Promise<Target>;
  put(draft: OllamaDraft): Promise<Put>;
  remove(id: OllamaId): Promise<'removed' | 'last'>;
  setUsual(id: OllamaId): Promise<'ok' | 'gone'>;
};

export function createOllamaBook({
  settings,
  secrets,
}: {
  readonly settings: SettingsPort;
  readonly secrets: Secrets;
}): OllamaBook {
  const safe = createHeaderSafe(secrets);
  const inTurn = createInTurn();
  const revision = createCell(0);
  const revisions = new Map<OllamaId, number>();

  const list = (): readonly OllamaEntry[] => {
    const { ollamas, ollamaAddress } = settings.current();
    return ollamas.map(({ id, name, address: own, headers }) => {
      const address = own ?? ollamaAddress;
      const stamp = `${address} ${headers.join(' ')} ${String(revisions.get(id) ?? 0)}`;
      return { id, name, address, headers, place: placeOfAddress(address), stamp };
    });
  };
  const find = (id: OllamaId): OllamaEntry | null => list().find((one) => one.id === id) ?? null;

  /** Kept values are for their own address alone. null: for none of the names is one missing. */
  async function valuesOf({ id, address, headers }: OllamaDraft): Promise<Headers | { readonly missing: string[] }> {
    const isKeptNeeded = headers.some(({ value }) => value === null);
    const kept = isKeptNeeded ? await safe.read(id) : null;
    const own = kept !== null && isSameAddress(kept.address, address) ? kept.values : {};
    const all = headers.map(({ name, value }) => ({ name, value: value ?? own[name] ?? null }));
    const missing = all.flatMap(({ name, value }) => (value === null ? [name] : []));
    if (missing.length > 0) return { missing };
    return Object.fromEntries(all.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
  }

  async function target(id: OllamaId): Promise<Target> {
    const entry = find(id);
    if (entry === null) throw new CodedFailure('ollama_removed', { detail: null, canRetry: false });
    const { name, address } = entry;
    const values = await valuesOf({ id, name, address, headers: entry.headers.map(asKept) });
    if (isMissing(values)) throw new CodedFailure('ollama_headers_missing', { detail: null, canRetry: true });
    return { id, address, headers: values };
  }

  async function putNow(draft: OllamaDraft): Promise<Put> {
    const { id, name, address } = draft;
    const read = readAddress(address);
    if (read.kind === 'malformed') return read;
    const known = find(id);
    const { ollamas } = settings.current();
    if (known === null && ollamas.length >= ollamasMax) return { kind: 'too_many' };
    const values = await valuesOf(draft);
    if (isMissing(values)) return { kind: 'values_missing', names: values.missing };
    const headers = Object.keys(values);
    const before = known === null || known.headers.length === 0 ? null : await safe.read(id);
    let headersIn: TokenPlace | null = null;
    try {
      if (headers.length > 0) headersIn = await safe.write(id, { address, values });
    } catch (error) {
      if (!(error instanceof SecretsUnavailable)) throw error;
      return { kind: 'secrets_not_kept', trouble: secretTroubleOf(error, 'keychain') };
    }
    const isFirst = id === firstOllama;
    const record: OllamaRecord = { id, name, address: isFirst ? null : address, headers };
    const next = known === null ? [...ollamas, record] : ollamas.map((one) => (one.id === id ? record : one));
    const isMoved = isFirst && address !== settings.current().ollamaAddress;
    const patch: SettingsPatch = { ollamas: next, ...(isMoved ? { ollamaAddress: address } : {}) };
    revisions.set(id, (revisions.get(id) ?? 0) + 1);
    try {
      await settings.set(patch);
    } catch (error) {
      if (before !== null) await safe.write(id, before);
      throw error;
    }
    revision.set(revision.current() + 1);
    if (headers.length === 0) await safe.remove(id);
    return { kind: 'kept', headersIn };
  }

  async function removeNow(id: OllamaId): Promise<'removed' | 'last'> {
    const { ollamas, usualOllama } = settings.current();
    const next = ollamas.filter((one) => one.id !== id);
    const [first] = next;
    if (first === undefined) return 'last';
    await settings.set({ ollamas: next, usualOllama: usualOllama === id ? first.id : usualOllama });
    revision.set(revision.current() + 1);
    await safe.remove(id);
    return 'removed';
  }

  return {
    list,
    find,
    usual: () => settings.current().usualOllama,
    revision,
    target,
    put: (draft) => inTurn(() => putNow(draft)),
    remove: (id) => inTurn(() => removeNow(id)),
    setUsual: (id) =>
      inTurn(async () => {
        if (find(id) === null) return 'gone';
        await settings.set({ usualOllama: id });
        return 'ok';
      }),
  };
}

function asKept(name: string): OllamaDraft['headers'][number] {
  return { name, value: null };
}

function isMissing(values: Headers | { readonly missing: string[] }): values is { readonly missing: string[] } {
  return Array.isArray(values['missing']);
}

function isSameAddress(one: string, other: string): boolean {
  return one === other || (URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href);
}
