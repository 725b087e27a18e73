// The wallets' part of the store.
import type { WalletStore } from '../../wallets/wallet-store.ts';
import { writeLetters } from '../letters/outbox.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { ledgerOf, lockWallet, transferOf, walletById, walletOfOwner } from './accounts.ts';
import { book } from './book.ts';

export function createWalletStore({ read, write: run }: LedgerDatabase): WalletStore {
  return {
    readWallet: (owner) => read((tx) => walletOfOwner(tx, owner)),
    readWalletById: (id) => read((tx) => walletById(tx, id)),
    readLedger: (page) => read((tx) => ledgerOf(tx, page)),
    changeWallet: (ask, decide) =>
      run(async (tx) => {
        const wallet = await lockWallet(tx, ask);
        const { write, answer } = decide({ wallet, transfer: await transferOf(tx, ask.ref) });
        if (write !== null) {
          await writeLetters(tx, write.letters);
          await book(tx, write);
        }
        return answer;
      }),
  };
}
