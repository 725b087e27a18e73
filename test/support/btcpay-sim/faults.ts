// What a provider's server can do wrong with a request, told to a simulator beforehand.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** lost: the request is carried out and its answer is not. lie: a 200 with another body. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'html' | 'hang' | 'cut' | 'lost' | 'redirect' | 'flood' }
  | { readonly kind: 'lie'; readonly body: unknown };

/** true: the request was dealt with. A fault that lets the request through first is dealt with by the caller. */
export function misbehave(fault: Fault, request: IncomingMessage, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/plain' }).end('no');
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Just a moment…</title>');
      return true;
    case 'lie':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(fault.body));
      return true;
    case 'redirect':
      response.writeHead(302, { location: `http://${request.headers.host ?? ''}/elsewhere` }).end();
      return true;
    case 'flood':
      response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(4 * 1024 * 1024)}"`);
      return true;
    case 'cut':
      request.socket.destroy();
      return true;
    case 'hang':
      return true;
    case 'lost':
      return false;
  }
}
