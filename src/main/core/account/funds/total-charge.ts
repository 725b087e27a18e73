// What an answer comes to that was charged in rounds. Pure.
import type { Charge } from '../../../../preload/contract/message.ts';

type Round = { readonly funding: string; readonly charge: Charge | null };

/** null: of one of them it is not known yet. What was refused was never asked for. */
export function totalOf(rounds: readonly Round[]): Charge | null {
  const charges: Charge[] = [];
  for (const { funding, charge } of rounds) {
    if (funding === 'refused') continue;
    if (charge === null) return null;
    charges.push(charge);
  }
  return charges.reduce(together, { kind: 'none' });
}

/** What was paid counts before what was given back, and credits before what is free. */
function together(one: Charge, other: Charge): Charge {
  if (one.kind === 'captured' && other.kind === 'captured') {
    const source = [one.source, other.source].includes('pro') ? 'pro' : one.source;
    return { kind: 'captured', source, microcredits: one.microcredits + other.microcredits };
  }
  if (one.kind === 'captured' || other.kind === 'none') return one;
  return other;
}
