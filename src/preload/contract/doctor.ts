// A look at the way to Ollama, one station after the other: what is well, and what is in the way.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { OllamaId } from './ids.ts';
import { OwnPlace } from './models.ts';

const address = z.string().max(500);
const bytes = z.int().min(0);

export const Finding = z.discriminatedUnion('code', [
  // Well
  z.object({ code: z.literal('program_found') }),
  z.object({ code: z.literal('name_found'), addresses: z.array(z.string()) }),
  z.object({ code: z.literal('port_open'), addresses: z.array(z.string()) }),
  z.object({ code: z.literal('tls_good') }),
  z.object({ code: z.literal('answers'), version: z.string().nullable() }),
  z.object({ code: z.literal('models_there'), models: z.int().min(0) }),
  z.object({ code: z.literal('disk_enough'), freeBytes: bytes }),
  // In the way
  z.object({ code: z.literal('address_wrong') }),
  z.object({ code: z.literal('program_missing') }),
  /** Installed here, but nothing listens. */
  z.object({ code: z.literal('process_stopped') }),
  z.object({ code: z.literal('name_unknown'), host: z.string() }),
  z.object({ code: z.literal('port_refused'), host: z.string(), port: z.int() }),
  /** No answer to the first knock: a firewall, a sleeping computer, another network. */
  z.object({ code: z.literal('port_silent'), host: z.string(), port: z.int() }),
  z.object({ code: z.literal('host_unreachable'), host: z.string() }),
  /** It listens, but by the other version of the Internet protocol, at `address`. */
  z.object({ code: z.literal('other_family'), address }),
  /** An Ollama answers at its usual port instead. */
  z.object({ code: z.literal('other_port'), address }),
  z.object({ code: z.enum(['tls_untrusted', 'tls_expired', 'tls_other_name', 'tls_failed']), detail: z.string() }),
  z.object({ code: z.literal('tls_unwanted'), address }),
  z.object({ code: z.literal('tls_wanted'), address }),
  /** `address`: the same Ollama under a name that it takes, where one is known. */
  z.object({ code: z.literal('forbidden'), address: address.nullable() }),
  /** It wants to know who asks, or does not take the headers that say so. */
  z.object({ code: z.literal('unauthorized') }),
  /** The values of its headers cannot be read, or were kept for another address. */
  z.object({ code: z.literal('headers_missing') }),
  z.object({ code: z.literal('redirected'), detail: z.string() }),
  z.object({ code: z.enum(['gateway', 'not_ollama', 'broken']), detail: z.string() }),
  z.object({ code: z.literal('silent'), waitedS: z.int().min(0) }),
  // Worth knowing
  /** Another computer, and nothing is encrypted on the way. */
  z.object({ code: z.literal('not_encrypted') }),
  z.object({ code: z.literal('version_old'), version: z.string(), wanted: z.string() }),
  /** In the environment of this app; `host` without what could be a secret in it. */
  z.object({ code: z.literal('proxy_set'), host: z.string() }),
  z.object({ code: z.literal('no_models') }),
  z.object({ code: z.literal('models_too_big'), names: z.array(z.string()), memoryBytes: bytes }),
  z.object({ code: z.literal('disk_low'), freeBytes: bytes }),
]);
export type Finding = z.infer<typeof Finding>;

export const Diagnosis = z.object({
  /** Without credentials. */
  address: z.string(),
  place: OwnPlace,
  platform: z.enum(['linux', 'macos', 'windows']),
  /** In the order of the way; the first fault ends it. */
  findings: z.array(Finding),
});
export type Diagnosis = z.infer<typeof Diagnosis>;

export const doctor = {
  /** Takes some seconds at most. */
  examine: oc.input(z.object({ id: OllamaId })).output(Diagnosis),
};
