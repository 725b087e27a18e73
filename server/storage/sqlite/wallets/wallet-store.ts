// The wallets' part of the store.
import type { WalletStore } from '../../wallets/wallet-store.ts';
import type { Rows } from '../prepare-rows.ts';
import type { LedgerFile } from '../serve-file.ts';

export function createWalletStore(
  { read, write: run }: LedgerFile,
  { accounts, outbox }: Pick<Rows, 'accounts' | 'outbox'>,
): WalletStore {
  return {
    readWallet: (owner) => read(() => accounts.byOwner(owner)),
    readWalletById: (id) => read(() => accounts.byId(id)),
    readLedger: (page) => read(() => accounts.ledger(page)),
    changeWallet: (ask, decide) =>
      run(() => {
        const wallet = 'id' in ask ? accounts.byId(ask.id) : accounts.byOwner(ask.owner);
        const { write, answer } = decide({ wallet, transfer: accounts.transfer(ask.ref) });
        if (write !== null) accounts.write(write);
        for (const letter of write?.letters ?? []) outbox.write(letter);
        return answer;
      }),
  };
}
