// The credentials that each operation in the API's description takes, derived from the access of its route.
import type { Access } from '../contract/route.ts';
import type { ContractRoute } from './contract-routes.ts';

const schemes = {
  token: { type: 'http', scheme: 'bearer', description: 'tally_ and 43 characters' },
  user: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'signed by the issuer that is trusted here',
  },
  client: { type: 'apiKey', in: 'header', name: 'X-Client-Id' },
  key: { type: 'http', scheme: 'bearer', description: 'an API key of a person or a team: sk-tally- and 43 characters' },
  service: { type: 'http', scheme: 'bearer', description: 'an API key of a service: sk-tally- and 43 characters' },
  operator: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'the operator’s key' },
} as const;

type Scheme = keyof typeof schemes;

/** Any one of these is enough; null means that no credential is needed. */
const accepted: Readonly<Record<Access, readonly (Scheme | null)[]>> = {
  public: ['token', 'user', 'key', 'client', null],
  holder: ['token'],
  user: ['token', 'user'],
  spender: ['token', 'user', 'key'],
  service: ['service'],
  operator: ['operator'],
};

export function securityOf({ access }: Pick<ContractRoute, 'access'>): readonly object[] {
  return accepted[access].map((scheme) => (scheme === null ? {} : { [scheme]: [] }));
}

/** Those that some route accepts. */
export function securitySchemesOf(routes: readonly Pick<ContractRoute, 'access'>[]): object {
  const used = new Set(routes.flatMap(({ access }) => accepted[access]));
  return Object.fromEntries(Object.entries(schemes).filter(([scheme]) => [...used].some((one) => one === scheme)));
}
