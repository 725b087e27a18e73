// The address of a PostgreSQL database, which may name several hosts as libpq has it: postgres://user:password@a:5432,b:5433/name. One of
// them takes writes, the others follow it.

/** any: whichever answers. */
export type DatabaseSession = 'read-write' | 'any';

const form = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/is;
const sessions: Readonly<Record<string, DatabaseSession>> = {
  'read-write': 'read-write',
  primary: 'read-write',
  any: 'any',
};

/** An address for each of its hosts, in their order. */
export function placesOf(address: string): readonly string[] {
  const [, before = '', hosts = '', after = ''] = form.exec(address) ?? [];
  if (!hosts.includes(',')) return [address];
  return hosts.split(',').map((host) => `${before}${host}${after}`);
}

/** What it asks for as `target_session_attrs`; null: nothing. undefined: something that is not known here. */
export function sessionOf(address: string): DatabaseSession | null | undefined {
  const [first = address] = placesOf(address);
  const asked = new URL(first).searchParams.get('target_session_attrs');
  return asked === null ? null : sessions[asked];
}

/** Such as db.example.org:5432; of several hosts all. */
export function hostsOf(address: string): string {
  return placesOf(address)
    .map((place) => new URL(place).host)
    .join(',');
}

/** How it is called before people: without the user and the password. */
export function databaseName(address: string): string {
  const [first = address] = placesOf(address);
  return `postgres://${hostsOf(address)}${new URL(first).pathname}`;
}
