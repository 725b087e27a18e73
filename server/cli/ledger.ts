// Writes the whole ledger of a wallet as the same CSV file that the API answers with.
import { z } from 'zod';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { walletNamed, walletWords } from './wallet-words.ts';
import { ledgerFile } from '../contract/wallets/wallets.ts';
import { csvLines } from '../lib/csv.ts';
import { loadSettings } from '../settings/config.ts';
import type { Refused } from '../usecases/refusal.ts';
import type { Usecases } from '../usecases/create-usecases.ts';
import type { WalletTarget } from '../usecases/wallets/wallet-target.ts';
import { commandWords } from '../words/commands/bookings.ts';
import { sayInEnglish, withReason } from '../words/say-problem.ts';
import { withLedger } from './open-ledger.ts';

const Wish = z
  .object({ ...walletWords, format: z.literal('csv', commandWords.formatWrong).default('csv') })
  .transform(walletNamed);

type Output = Pick<Voice, 'complain'> & { readonly write: (text: string) => number };

export async function ledger(env: Env, values: Given, { write, complain }: Output): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(faultsOf(wish.error));
  const refused = await withLedger(loadSettings(env), ({ wallets }) => writeAll(wallets, wish.data.target, write));
  return refused === null ? 0 : complain(sayInEnglish(refused));
}

/** Page by page, so that no more than a page is in memory. null: all was written. */
async function writeAll(
  wallets: Usecases['wallets'],
  target: WalletTarget,
  write: Output['write'],
): Promise<Refused | null> {
  for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
    const answer = await wallets.ledger(target, { limit: 200, cursor });
    if (answer.kind === 'refused') return answer;
    const page = { ...answer.page, entries: answer.page.entries.map((entry) => withReason(entry)) };
    const { rows, nextCursor } = ledgerFile.pageOf(page);
    write(csvLines(isFirst ? [ledgerFile.headerOf(page), ...rows] : rows));
    cursor = nextCursor;
  }
  return null;
}
