// The recovery kit: the token on a sheet of paper, and what to do with it. Made on demand, held in memory, shown by the shell.
import { microcreditsPerCredit } from '../../../../../server/contract/money.ts';
import { wordsFor } from '../../../../words/words.ts';
import type { SecretDocument } from '../../shell-port.ts';
import { markup } from '../markup.ts';
import { qrCode } from './qr-code.ts';
import { accountId } from './receipt.ts';
import { facts, makeSheet } from './sheet.ts';

export type KitContent = {
  readonly token: string;
  readonly tokenHash: string;
  /** Of the server the credits are good at. */
  readonly origin: string;
  /** Free to spend, in microcredits, and when the server said so; null: it could not be asked. */
  readonly balance: { readonly microcredits: number; readonly asOf: number } | null;
  readonly now: number;
};

export function makeRecoveryKit(
  { token, tokenHash, origin, balance, now }: KitContent,
  locale: string,
): SecretDocument {
  const words = wordsFor([locale]);
  const { kit: say, time } = words.documents;
  const left =
    balance === null
      ? say.notKnown
      : say.asOf(words.amounts.credits(balance.microcredits / microcreditsPerCredit), balance.asOf);
  const body = markup`
<p class="warning"><strong>${say.isMoney}</strong> ${say.warning}</p>
<h2>${say.yourToken}</h2>
<code class="token mono">${token}</code>
${qrCode(token, say.code)}
${facts([
  [say.server, markup`<span class="mono">${origin}</span>`],
  [say.creditsLeft, left],
  [say.account, markup`<span class="mono">${accountId(tokenHash)}</span>`],
  [say.made, time(now)],
])}
<h2>${say.howTo}</h2>
<ol>
<li>${say.install}</li>
<li>${say.setServer}<span class="mono">${origin}</span>${say.setServerEnd}</li>
<li>${say.restore}</li>
</ol>
<p>${say.staysGood}</p>`;
  return makeSheet({ title: say.title, body, words });
}
