// The address of a PostgreSQL database: what is one, and what of it must not be told.
import { type DatabaseSession, placesOf, sessionOf } from '../lib/database-places.ts';
import { areDecodable, decoded } from './decodable.ts';

/**
 * form: it is none. hosts: its list of hosts cannot be read. twice: it lists hosts, and names one or a port among its parameters as well.
 * session: it asks for hosts of a kind that is not known here.
 */
export type AddressFault = 'form' | 'hosts' | 'twice' | 'session';

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
  const named = namedInParameters(places[0] ?? text);
  // libpq takes what stands there instead of the list, and refuses a number that does not fit; pg takes it for each host of the list.
  if (!isOne && named.length > 0) return 'twice';
  // pg would take a list that stands there for one host.
  if (places.length > placesMax || named.some((value) => value.includes(','))) return 'hosts';
  const session = sessionOf(text);
  return session === undefined || (session !== null && !sessions.includes(session)) ? 'session' : null;
}

function isPlace(text: string, isOne: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { pathname, username, password, hostname } = new URL(text);
  return pathname.length > 1 && (isOne || hostname !== '') && areDecodable(username, password, pathname);
}

function namedInParameters(place: string): readonly string[] {
  const { searchParams } = new URL(place);
  return ['host', 'hostaddr', 'port'].flatMap((name) => searchParams.getAll(name));
}

/** The password may stand before the host or among the parameters. */
export function secretsOfDatabase(address: string): readonly string[] {
  const [first = address] = placesOf(address);
  const { password, searchParams } = new URL(first);
  const asked = [...searchParams].filter(([name]) => name === 'password').map(([, value]) => value);
  const secrets = [password, decoded(password), ...asked].filter((text) => text !== '');
  return secrets.length === 0 ? [] : [address, ...secrets];
}
