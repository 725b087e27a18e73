// The settings of a server that sells the models of one upstream.

/** A microcredit for each token, read or written. */
const tokenPrice = {
  id: 'hosted',
  models: '*',
  venue: 'hosted',
  per_input_token_microcredits: 1,
  per_output_token_microcredits: 1,
};

/** `more`: of the upstream's entry, such as other models than `fake-small`. */
export function hostedEnv(url: string, more: object = {}): Readonly<Record<string, string>> {
  const upstream = { name: 'gpu', kind: 'openai', base_url: url, models: [{ id: 'fake-small' }], ...more };
  return { UPSTREAMS: JSON.stringify([upstream]), PRICE_RULES: JSON.stringify([tokenPrice]) };
}
