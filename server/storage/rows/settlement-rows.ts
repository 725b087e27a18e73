// How an end that waits to be settled becomes a row and back, for any engine.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { HolderKey } from '../../domain/holds/hold.ts';
import type { SettledEnding, Settlement } from '../holds/settlement-outbox.ts';
import { readPrice, toStoredPrice } from './stored-price.ts';

export type SettlementRow = {
  readonly hold_id: HoldId;
  readonly holder: HolderKey;
  readonly ending: string;
  readonly attempts: number;
};

export function toSettlement({ hold_id: id, holder, ending, attempts }: SettlementRow): Settlement & {
  readonly attempts: number;
} {
  return { hold: { id, holder }, ending: endingIn(ending), attempts };
}

export function endingText(ending: SettledEnding): string {
  const hasPrice = ending.kind === 'capture' && ending.price !== undefined;
  return JSON.stringify(hasPrice ? { ...ending, price: toStoredPrice(ending.price) } : ending);
}

function endingIn(column: string): SettledEnding {
  const { price, ...ending } = JSON.parse(column);
  return price === undefined ? ending : { ...ending, price: readPrice(price) };
}
