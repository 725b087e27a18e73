// Names, amounts and a moment to test the ledger's rules with. Knows no storage, so that the tests of the rules start at once.
import { createHash, randomUUID } from 'node:crypto';
import { HoldId } from '../../server/contract/holds/holds.ts';
import { OrderId, TokenHash } from '../../server/contract/orders/orders.ts';
import { microcredits } from '../../server/domain/money.ts';

/** Wednesday, 2026-01-07, 08:00 UTC. */
export const start = Date.UTC(2026, 0, 7, 8);

export const credits = (count: number) => microcredits(count * 1_000_000);
export const holdId = () => HoldId.parse(randomUUID());
export const orderId = () => OrderId.parse(randomUUID());
export const hashOf = (token: string) => TokenHash.parse(createHash('sha256').update(token).digest('hex'));
