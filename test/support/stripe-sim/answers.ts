// How the simulated Stripe is asked and answers: forms in, JSON out, lists by pages, and refusals.

export type Form = Readonly<Record<string, string>>;
export type Asked = { readonly method: string; readonly path: string; readonly form: Form };
export type Answer = { readonly status: number; readonly body: unknown };

export function refused(status: number, error: Readonly<Record<string, string>>): Answer {
  return { status, body: { error } };
}

export function listed(all: readonly { readonly id: string }[], query: URLSearchParams): Answer {
  const after = query.get('starting_after');
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const limit = Number(query.get('limit') ?? '10');
  const data = all.slice(from, from + limit);
  return ok({ object: 'list', data, has_more: from + limit < all.length, url: '/v1' });
}

export function expandIn(query: URLSearchParams): readonly string[] {
  return [...query].filter(([name]) => /^expand\[\d*\]$/.test(name)).map(([, path]) => path);
}

export function partOf(form: Form, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([key, value]) =>
      key.startsWith(`${name}[`) ? [[key.slice(name.length + 1, -1), value] as const] : [],
    ),
  );
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function missing(kind: string, id: string): Answer {
  return refused(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${kind}: '${id}'` });
}
