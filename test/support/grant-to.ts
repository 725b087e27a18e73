// Credits for whoever pays in a test, by the operator's command in this process.
import { grant } from '../../server/cli/grant.ts';
import { companionEnv } from './companion.ts';

/** `folder`: of the server, which may be running. `env`: what it was started with besides, where its ledger is not a file there. */
export async function grantTo(
  folder: string,
  { token, credits, reason = 'a test' }: { readonly token: string; readonly credits: number; readonly reason?: string },
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const complaints: string[] = [];
  const complain = (text: string): number => complaints.push(text);
  const code = await grant(
    { ...companionEnv(folder), ...env },
    { token, credits: String(credits), reason },
    { say: () => 0, complain },
  );
  if (code !== 0) throw new Error(`nothing was granted: ${complaints.join(' ')}`);
}
