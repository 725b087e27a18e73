// The cases as a client of the holds API asks them.
import { toPriceRules } from '../../../../server/domain/holds/price-rules.ts';
import type { Plan } from '../../../../server/contract/plans/plans.ts';
import { microcredits } from '../../../../server/domain/money.ts';
import type { Caller } from '../../../../server/usecases/caller.ts';
import { guest, hashOf, holder, holdId, openTestLedger } from '../../../support/server-ledger.ts';
import { type Case, type Way, answerText, asked, freeLimit, priceRules, userOf } from './cases.ts';
import { personCaller } from '../../../support/person-caller.ts';
import { tokenOwner } from '../../../../server/domain/wallets/ledger.ts';

export function throughHolds(plans: readonly Plan[]): Way {
  const ledger = openTestLedger({ config: { plans, priceRules: toPriceRules(priceRules), freeLimit } });
  const { holds, operator } = ledger.usecases;

  async function callerOf({ payer, purse }: Case, nth: number): Promise<Caller> {
    const name = `${payer} ${nth}`;
    if (payer === 'user') return personCaller(userOf(nth));
    if (payer === 'visitor') return guest(name, 'one network');
    if (payer === 'wallet')
      await operator.grant({
        owner: tokenOwner(hashOf(name)),
        amount: microcredits(purse),
        reason: 'purse',
        ref: name,
      });
    return holder(name);
  }

  return {
    path: ledger.path,
    close: ledger.close,
    async play(one, nth) {
      const caller = await callerOf(one, nth);
      const id = holdId();
      const { estimate, end } = one;
      const most = estimate && {
        prompt_tokens: estimate.promptTokens,
        output_tokens: estimate.outputTokens,
        response_bytes: estimate.responseBytes,
      };
      return asked(one, nth, async (model) => {
        const bounded = most === null ? {} : { estimate: most };
        const said = await holds.reserve(caller, { id, model, venue: 'hosted', ...bounded });
        if (said.kind === 'refused') return said.code;
        if (!said.isNew) return said.hold.state;
        if (end.kind === 'released') {
          await holds.release(caller, id, 'server_error');
          return 'held';
        }
        const usage = {
          prompt_tokens: end.promptTokens,
          completion_tokens: end.completionTokens,
          duration_ms: 0,
          response_bytes: answerText.length,
        };
        await holds.capture(caller, id, usage, 'completed');
        return 'held';
      });
    },
  };
}
