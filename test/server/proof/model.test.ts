// The auditor and a ledger on real SQLite.
import { openTestLedger } from '../../support/server-ledger.ts';
import { provesModel } from './parts/prove-model.ts';

provesModel({
  open: (options) => Promise.resolve(openTestLedger(options)),
  size: { small: 40, full: 100_000 },
  order: 'as asked',
});
