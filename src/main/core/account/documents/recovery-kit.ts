// The recovery kit: the token on a sheet of paper, and what to do with it. Made on demand, held in memory, shown by the shell.
import type { SecretDocument } from '../../ports.ts';
import { localised } from './localised.ts';
import { markup } from './markup.ts';
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
  const say = localised(locale);
  const left =
    balance === null ? 'Not known right now' : `${say.credits(balance.microcredits)}, as of ${say.time(balance.asOf)}`;
  const body = markup`
<p class="warning"><strong>This is money.</strong> Whoever has this sheet can spend these credits. Keep it where you keep cash or a passport, and do not photograph or send it.</p>
<h2>Your token</h2>
<code class="token mono">${token}</code>
${qrCode(token, 'The token as a QR code')}
${facts([
  ['Server', markup`<span class="mono">${origin}</span>`],
  ['Credits left', left],
  ['Account', markup`<span class="mono">${accountId(tokenHash)}</span>`],
  ['Made', say.time(now)],
])}
<h2>To have your credits on another computer</h2>
<ol>
<li>Install and open Tallystick there.</li>
<li>In its settings, set the server address to <span class="mono">${origin}</span>.</li>
<li>Open Credits, choose “Restore credits”, and type the token above, or paste what a reader finds in the code.</li>
</ol>
<p>Credits bought later with the same token are found by it too, so this sheet stays good. Both computers can then spend the same credits.</p>`;
  return makeSheet({ title: 'Tallystick recovery kit', body });
}
