// Two server processes on one file, of which one is killed in the middle of a purchase.
import { openFileTables } from './parts/payments/file-tables.ts';
import { oneFile } from './parts/one-file.ts';
import { provesPaymentKills } from './parts/prove-payment-kills.ts';

provesPaymentKills({
  ground: oneFile,
  tables: ({ at }) => Promise.resolve(openFileTables(at)),
  points: ['mid_posting', 'mid_group', 'before_commit', 'after_commit_before_answer'],
  small: 2,
});
