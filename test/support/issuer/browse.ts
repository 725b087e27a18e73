// A browser for signing in: follows every redirect with its cookies, until it is sent to where the app listens.

/** The address to which the issuer sends the browser back, not opened yet. */
export async function comeBack(page: string): Promise<string> {
  const issuer = new URL(page).origin;
  const cookies = new Map<string, string>();
  let at = page;
  for (let hops = 0; hops < 20; hops += 1) {
    if (new URL(at).origin !== issuer) return at;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${new URL(at).pathname} answered ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
    at = new URL(location, at).href;
  }
  throw new Error('The issuer never sent the browser back');
}
