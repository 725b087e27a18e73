// Two server processes on one file, asked at the same moment for the same orders and refunds.
import { oneFile } from './parts/one-file.ts';
import { provesPaymentRaces } from './parts/prove-payment-races.ts';

provesPaymentRaces(oneFile);
