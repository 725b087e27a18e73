// The Vary header of what is written in the reader's language.
import type { FastifyReply } from 'fastify';

/** What the answer depends on already, and the language. */
export function variesByLanguage(reply: FastifyReply): string {
  const others = reply.getHeader('vary');
  if (others === undefined) return 'Accept-Language';
  const known = String(others);
  return /accept-language/i.test(known) ? known : `${known}, Accept-Language`;
}
