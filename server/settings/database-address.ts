// The address of a PostgreSQL database: what is one, and what of it must not be told.
import { type DatabaseSession, placesOf, sessionOf } from '../lib/database-places.ts';
import { areDecodable, decoded } from './decodable.ts';

/** form: it is none. hosts: its list of hosts cannot be read. session: it asks for hosts of a kind that is not known here. */
export type AddressFault = 'form' | 'hosts' | 'session';

const placesMax = 8;

/** Where the database is looked for at all, rather than a file. */
export function namesDatabase(text: string): boolean {
  return /^postgres(ql)?:/i.test(text);
}

/** null: it names a database, and has parts that can be read. */
export function faultOfAddress(
  text: string,
  sessions: readonly DatabaseSession[] = ['read-write'],
): AddressFault | null {
  if (!/^postgres(ql)?:\/\//i.test(text)) return 'form';
  const places = placesOf(text);
  const isOne = places.length === 1;
  if (!places.every((place) => isPlace(place, isOne))) return isOne ? 'form' : 'hosts';
  if (places.length > placesMax || namesHostsElsewhere(places[0] ?? text)) return 'hosts';
  const session = sessionOf(text);
  return session === undefined || (session !== null && !sessions.includes(session)) ? 'session' : null;
}

function isPlace(text: string, isOne: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { pathname, username, password, hostname } = new URL(text);
  return pathname.length > 1 && (isOne || hostname !== '') && areDecodable(username, password, pathname);
}

/** Among the parameters a list would be taken for one host. */
function namesHostsElsewhere(place: string): boolean {
  const { searchParams } = new URL(place);
  return ['host', 'hostaddr', 'port'].some((name) => searchParams.get(name)?.includes(',') === true);
}

/** The password may stand before the host or among the parameters. */
export function secretsOfDatabase(address: string): readonly string[] {
  const [first = address] = placesOf(address);
  const { password, searchParams } = new URL(first);
  const asked = [...searchParams].filter(([name]) => name === 'password').map(([, value]) => value);
  const secrets = [password, decoded(password), ...asked].filter((text) => text !== '');
  return secrets.length === 0 ? [] : [address, ...secrets];
}
