// What every store must guarantee of wallets and transfers.
import { describe, expect, it } from 'vitest';
import { microcredits } from '../../../../server/domain/money.ts';
import { type Wallet, post, transferRef, walletId } from '../../../../server/domain/wallets/ledger.ts';
import { start } from '../../../support/ledger-values.ts';
import { fresh, gift, grant, owner } from './fixtures.ts';
import type { Both } from './both.ts';

export function provesWallets(both: Both): void {
  describe('wallets', () => {
    const page = (after: string | null, limit = 10) =>
      both.other.readLedger({
        id: walletId('the-wallet'),
        after: after === null ? null : transferRef('grant', after),
        limit,
      });

    it('a transfer is booked once under its ref, whoever books it', async () => {
      const refs = Array.from({ length: 20 }, (_, i) => transferRef('grant', `r${i % 5}`));
      await Promise.all(refs.map((ref, i) => grant(i % 2 === 0 ? both.storage : both.other, ref, 10)));
      expect(await both.storage.readWallet(owner)).toMatchObject({ balance: 50, held: 0 });
      expect(await both.other.audit()).toMatchObject({ findings: [], entries: 10, wallets: 1 });
    });

    it('a decision that throws writes nothing, and its neighbours in the same moment are done', async () => {
      const [, failed] = await Promise.allSettled([
        grant(both.storage, transferRef('grant', 'a'), 1),
        both.storage.changeWallet({ owner, ref: transferRef('grant', 'b') }, () => {
          throw new RangeError('a bug');
        }),
        grant(both.storage, transferRef('grant', 'c'), 2),
      ]);
      expect(failed).toMatchObject({ status: 'rejected', reason: new RangeError('a bug') });
      expect(await both.storage.readWallet(owner)).toMatchObject({ balance: 3 });
    });

    it('a write that the store itself refuses leaves nothing half-written', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 1);
      // Neither of what it had nor of what was held of it may a posting be mistaken.
      for (const mistake of [{ balance: microcredits(99) }, { held: microcredits(1) }]) {
        const stale = both.storage.changeWallet({ owner, ref: transferRef('grant', 'b') }, ({ wallet }) => {
          const imagined: Wallet = { ...(wallet ?? fresh()), ...mistake };
          return {
            write: post({ wallet: imagined, transfers: [gift(imagined, transferRef('grant', 'b'), 5)] }),
            answer: 'done',
          };
        });
        await expect(stale).rejects.toThrow('not as the posting found it');
      }
      expect(await both.storage.readWallet(owner)).toMatchObject({ balance: 1 });
      expect(await both.storage.audit()).toMatchObject({ findings: [], entries: 2 });
    });

    it('a ledger is read newest first, from any entry of its own on, and shows both halves', async () => {
      for (const name of ['a', 'b', 'c']) await grant(both.storage, transferRef('grant', name), 5);
      expect(await page(null, 2)).toEqual([
        {
          ref: 'grant:c',
          counterpart: 'promo',
          delta: 5,
          balanceAfter: 15,
          cause: { code: 'written', text: 'test' },
          at: start,
        },
        {
          ref: 'grant:b',
          counterpart: 'promo',
          delta: 5,
          balanceAfter: 10,
          cause: { code: 'written', text: 'test' },
          at: start,
        },
      ]);
      expect((await page('b'))?.map(({ ref }) => ref)).toEqual(['grant:a']);
      expect(await page('a')).toEqual([]);
      expect(await page('never booked')).toBeNull();
    });

    it('a wallet is the same by its id as by its owner', async () => {
      await grant(both.storage, transferRef('grant', 'a'), 5);
      expect(await both.other.readWalletById(walletId('the-wallet'))).toEqual(await both.other.readWallet(owner));
      expect(await both.other.readWalletById(walletId('another'))).toBeNull();
      const found = await both.other.changeWallet(
        { id: walletId('the-wallet'), ref: transferRef('grant', 'a') },
        (seen) => ({
          write: null,
          answer: seen,
        }),
      );
      expect(found).toMatchObject({ wallet: { balance: 5 }, transfer: { amount: 5 } });
    });
  });
}
