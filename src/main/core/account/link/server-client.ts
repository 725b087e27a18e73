// The companion server as typed calls. The only module that puts a token on the wire; it comes in per call and is kept nowhere.
import { createORPCClient, ORPCError } from '@orpc/client';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { serverContract } from '../../../../../server/contract/contract.ts';
import { Problem } from '../../../../../server/contract/problem.ts';
import { createBoundedFetch, UnreadableAnswer } from './bounded-fetch.ts';
import { createStreamPost } from './stream-post.ts';
import type { CallContext, LinkPort, ServerCalls } from './link-port.ts';

export type ServerClient = {
  readonly call: ServerCalls;
  readonly post: LinkPort['post'];
  close(): Promise<void>;
};

export function createServerClient(options: { readonly origin: string; readonly clientId: string }): ServerClient {
  const transport = createBoundedFetch(options.origin);
  const stream = createStreamPost(options.origin);
  const identify = (token: string | null): Record<string, string> => ({
    'x-client-id': options.clientId,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  });
  const link = new OpenAPILink<CallContext>(serverContract, {
    url: options.origin,
    headers: ({ context }) => identify(context.token),
    fetch: async (request) => await transport.fetch(request),
    plugins: [new ResponseValidationPlugin(serverContract)],
    customErrorResponseBodyDecoder: (body, response) => decodeProblem(body, response.status, response.headers),
  });
  return {
    call: createORPCClient(link),
    post: async (path, { token, headers, ...post }) =>
      await stream.post(path, { ...post, headers: { ...headers, ...identify(token) } }),
    close: async () => void (await Promise.all([transport.close(), stream.close()])),
  };
}

function decodeProblem(
  body: unknown,
  status: number,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): ORPCError<string, unknown> {
  const parsed = Problem.safeParse(body);
  if (!parsed.success) throw new UnreadableAnswer(`Answered ${status} without saying why`);
  const problem = parsed.data;
  return new ORPCError(problem.code, {
    status,
    message: problem.detail,
    data: {
      retry_after_s: problem.retry_after_s ?? readSeconds(headers['retry-after']),
      resets_at: problem.resets_at,
    },
    // Not in `data`, of which the contract keeps only what every problem may have.
    cause: { params: paramsIn(problem) },
  });
}

/** What stands in the document beside the members that every problem has. */
function paramsIn(problem: Problem): Readonly<Record<string, unknown>> {
  const {
    type: _type,
    title: _title,
    status: _status,
    detail: _detail,
    code: _code,
    request_id: _id,
    ...params
  } = problem;
  return params;
}

function readSeconds(header: string | readonly string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,7}$/.test(header.trim()) ? Number(header) : undefined;
}
