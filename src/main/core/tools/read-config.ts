// Reads the JSON in which programs list their servers: `{"mcpServers": {"name": {"command": …}}}`, and its usual variations. Pure.
import { z } from 'zod';
import { NewToolServerWay, type SkippedServer } from '../../../preload/contract/tools.ts';
import { serverNameMax } from '../../../preload/contract/tool-limits.ts';

export type ReadServer = { readonly name: string; readonly way: NewToolServerWay };

export type ReadConfig =
  | { readonly kind: 'read'; readonly servers: readonly ReadServer[]; readonly skipped: readonly SkippedServer[] }
  | { readonly kind: 'not_json' }
  | { readonly kind: 'no_servers' };

/** Not `z.record`, which leaves out an entry named `__proto__`. */
const Servers = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
/** Under `mcpServers`, as most write it; `servers` or `mcp.servers`, as editors do. */
const Config = z.union([
  z.object({ mcpServers: Servers }).transform((config) => config.mcpServers),
  z.object({ servers: Servers }).transform((config) => config.servers),
  z.object({ mcp: z.object({ servers: Servers }) }).transform((config) => config.mcp.servers),
]);

/** Numbers and switches are written as such by people who know what becomes of them. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const values = z.record(z.string(), scalar).default({});

const Program = z
  .object({ command: z.string(), args: z.array(scalar).default([]), cwd: z.string().nullish(), env: values })
  .transform(({ command, args, cwd, env }): unknown => ({ kind: 'stdio', command, args, cwd: cwd || null, env }))
  .pipe(NewToolServerWay);

/** `url`, or one of the names that others gave it. */
const AddressText = z
  .object({ url: z.string().optional(), serverUrl: z.string().optional(), httpUrl: z.string().optional() })
  .transform(({ url, serverUrl, httpUrl }) => url ?? serverUrl ?? httpUrl);
const Address = z
  .looseObject({ headers: values })
  .transform((entry): unknown => ({ kind: 'http', url: AddressText.safeParse(entry).data, headers: entry.headers }))
  .pipe(NewToolServerWay);

const Kind = z.object({
  type: z.string().optional(),
  transport: z.string().optional(),
  command: z.string().optional(),
});

export function readConfig(text: string): ReadConfig {
  const json = readJson(text);
  if (json === undefined) return { kind: 'not_json' };
  const entries = Object.entries(entriesOf(json));
  if (entries.length === 0) return { kind: 'no_servers' };
  const servers: ReadServer[] = [];
  const skipped: SkippedServer[] = [];
  for (const [name, entry] of entries) {
    const read = readEntry(name.trim(), entry);
    if (read.kind === 'skipped') skipped.push({ name: name.slice(0, serverNameMax), reason: read.reason });
    else servers.push(read.server);
  }
  return { kind: 'read', servers, skipped };
}

/** Where none of the usual names is there, the object itself may be the list, or a single entry within it. */
function entriesOf(json: unknown): Readonly<Record<string, unknown>> {
  const named = Config.safeParse(json);
  if (named.success) return named.data;
  const bare = Servers.safeParse(json);
  if (!bare.success) return {};
  const looksRight = (entry: unknown): boolean => Program.safeParse(entry).success || Address.safeParse(entry).success;
  return Object.values(bare.data).some(looksRight) ? bare.data : {};
}

type ReadEntry =
  | { readonly kind: 'server'; readonly server: ReadServer }
  | { readonly kind: 'skipped'; readonly reason: SkippedServer['reason'] };

function readEntry(name: string, entry: unknown): ReadEntry {
  const kind = Kind.safeParse(entry);
  if (!kind.success || name === '' || name.length > serverNameMax) return { kind: 'skipped', reason: 'not_understood' };
  const { type, transport, command } = kind.data;
  if (command === undefined && (type ?? transport) === 'sse') return { kind: 'skipped', reason: 'old_transport' };
  const way = (command === undefined ? Address : Program).safeParse(entry);
  if (!way.success) return { kind: 'skipped', reason: reasonOf(way.error, entry) };
  return { kind: 'server', server: { name, way: way.data } };
}

function reasonOf({ issues }: z.ZodError, entry: unknown): SkippedServer['reason'] {
  const at = issues[0]?.path[0];
  if (at === 'env' || at === 'headers') return 'bad_values';
  return at === 'url' && AddressText.safeParse(entry).data !== undefined ? 'bad_address' : 'not_understood';
}

/** undefined: not JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
