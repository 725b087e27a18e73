// The page at which an issuer asks who somebody is: a name, a password, and a way to say no.
import type { IncomingMessage } from 'node:http';

/** What `ada` writes to prove herself. */
export const password = 'correct horse';

const bodyBytesMax = 4_096;

export function loginPage(path: string, isWrong: boolean): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Log in</title><main>
<h1>Log in</h1>${isWrong ? '<p role="alert">Wrong name or password.</p>' : ''}
<form method="post" action="${path}">
<label>Name <input name="name" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button name="answer" value="yes">Log in</button> <button name="answer" value="no">Don’t allow</button>
</form></main></html>`;
}

export type LoginAnswer =
  | { readonly kind: 'in'; readonly person: string }
  | { readonly kind: 'no' }
  | { readonly kind: 'wrong' };

export async function readLogin(request: IncomingMessage): Promise<LoginAnswer> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > bodyBytesMax) return { kind: 'wrong' };
  }
  const said = new URLSearchParams(body);
  if (said.get('answer') === 'no') return { kind: 'no' };
  const person = said.get('name') ?? '';
  return person !== '' && said.get('password') === password ? { kind: 'in', person } : { kind: 'wrong' };
}
