// The values of a server's variables and headers, one entry each where secrets are kept. They are never logged and never in an error.
import type { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import type { NewToolServerWay, ToolServerId, ToolServerWay } from '../../../preload/contract/tools.ts';
import type { Secrets } from '../ports.ts';
import { SecretsUnavailable, secretTroubleOf } from '../secrets-unavailable.ts';
import { ServerFailed } from './server-failed.ts';

export type Values = Readonly<Record<string, string>>;
type Kept = { readonly id: ToolServerId; readonly way: ToolServerWay; readonly place: TokenPlace };

const entryOf = (id: ToolServerId, way: ToolServerWay | NewToolServerWay, name: string): string =>
  `tools/${id}/${way.kind}/${name}`;

export function namesOf(way: ToolServerWay): readonly string[] {
  return way.kind === 'stdio' ? way.env : way.headers;
}

/** As it is stored: with names instead of values. */
export function withoutValues(way: NewToolServerWay): ToolServerWay {
  if (way.kind === 'stdio') return { ...way, env: Object.keys(way.env).toSorted() };
  return { ...way, headers: Object.keys(way.headers).toSorted() };
}

/** What is new, and in place of each null what is there already. null: one of those is not there. */
export async function completed(
  secrets: Secrets,
  { before, id, way }: { readonly before: Kept | null; readonly id: ToolServerId; readonly way: NewToolServerWay },
): Promise<Values | null> {
  const all: Record<string, string> = {};
  for (const [name, value] of Object.entries(way.kind === 'stdio' ? way.env : way.headers)) {
    const isThere = before?.way.kind === way.kind && namesOf(before.way).includes(name);
    const kept = value ?? (isThere ? await secrets.at(before.place).get(entryOf(id, way, name)) : null);
    if (kept === null) return null;
    all[name] = kept;
  }
  return all;
}

/** Looks whether each was kept. Throws SecretsUnavailable. */
export async function keepValues(secrets: Secrets, { id, way, place }: Kept, values: Values): Promise<void> {
  const store = secrets.at(place);
  for (const [name, value] of Object.entries(values)) {
    const entry = entryOf(id, way, name);
    await store.set(entry, value);
    if ((await store.get(entry)) !== value) throw new SecretsUnavailable({ code: 'entry_lost', place });
  }
}

/** For the start of the server. Throws ServerFailed. */
export async function readValues(secrets: Secrets, { id, way, place }: Kept): Promise<Values> {
  const all: Record<string, string> = {};
  try {
    for (const name of namesOf(way)) {
      const value = await secrets.at(place).get(entryOf(id, way, name));
      if (value === null) throw new SecretsUnavailable({ code: 'entry_lost', place });
      all[name] = value;
    }
  } catch (error) {
    throw new ServerFailed({ code: 'secrets', trouble: secretTroubleOf(error, place) }, error);
  }
  return all;
}

/** Everything in `before` that `after` does not have at the same place. */
export async function forgetValues(secrets: Secrets, before: Kept, after: Kept | null): Promise<void> {
  for (const name of namesOf(before.way)) {
    const stays =
      after !== null &&
      after.place === before.place &&
      after.way.kind === before.way.kind &&
      namesOf(after.way).includes(name);
    if (!stays) await secrets.at(before.place).remove(entryOf(before.id, before.way, name));
  }
}
