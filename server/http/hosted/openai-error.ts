// A no in the form in which OpenAI's clients look for it. The code and its parameters are those of every other problem.
import type { Problem } from '../../contract/problem.ts';

/** `type` sorts noes as OpenAI does; clients mostly show `message` and match `code`. */
export function openAiError({ type: _type, title: _title, detail, status, code, request_id, ...params }: Problem) {
  const { field } = params;
  return {
    error: {
      message: detail,
      type: typeOf(status),
      param: typeof field === 'string' && field !== '' ? field : null,
      code,
      ...params,
      request_id,
    },
  };
}

function typeOf(status: number): string {
  if (status >= 500) return 'server_error';
  switch (status) {
    case 401:
      return 'authentication_error';
    case 402:
      return 'insufficient_quota';
    case 403:
      return 'permission_error';
    case 404:
      return 'not_found_error';
    case 429:
      return 'rate_limit_error';
    default:
      return 'invalid_request_error';
  }
}
