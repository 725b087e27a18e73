// The address of a PostgreSQL database: what is one, and what of it must not be told.
import { areDecodable, decoded } from './decodable.ts';

/** Where the database is looked for at all, rather than a file. */
export function namesDatabase(text: string): boolean {
  return /^postgres(ql)?:/i.test(text);
}

/** Names a database, and has parts that can be read. */
export function isDatabaseAddress(text: string): boolean {
  if (!/^postgres(ql)?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { pathname, username, password } = new URL(text);
  return pathname.length > 1 && areDecodable(username, password, pathname);
}

/** The password may stand before the host or among the parameters. */
export function secretsOfDatabase(address: string): readonly string[] {
  const { password, searchParams } = new URL(address);
  const asked = [...searchParams].filter(([name]) => name === 'password').map(([, value]) => value);
  const secrets = [password, decoded(password), ...asked].filter((text) => text !== '');
  return secrets.length === 0 ? [] : [address, ...secrets];
}
