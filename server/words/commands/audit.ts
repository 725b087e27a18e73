// What the doctor says of books whose rows and sums differ. The commands speak English alone: docs/decisions/0019.
import type { AuditFinding, CounterFinding } from '../../contract/audit-finding.ts';

export function sayFinding(found: AuditFinding): string {
  switch (found.code) {
    case 'accounts_unbalanced':
      return `The sum over all accounts is ${found.sum}, not 0.`;
    case 'balance_differs':
      return `${found.account} has a balance of ${found.kept}, but its entries come to ${found.entries}.`;
    case 'held_differs':
      return `${found.account} has ${found.kept} held, but its open holds come to ${found.holds}.`;
    case 'balance_impossible':
      return `${found.account} has a balance of ${found.balance} and ${found.held} held, which cannot be.`;
    case 'wallet_missing':
      return `Something is held from ${found.account}, but there is no such wallet.`;
    case 'suspense_differs':
      return `Suspense holds ${found.kept}, but its open cases come to ${found.cases}.`;
    case 'refunded_too_much':
      return `Order ${found.order_id} was credited for ${found.credited_cents} cents, but ${found.refunded_cents} of them were refunded.`;
    case 'refunds_differ': {
      const { order_id: id, kept, refunds } = found;
      return `Order ${id} says ${kept.refunded_cents} cents refunded and ${kept.pending_cents} pending, but its refunds come to ${refunds.refunded_cents} and ${refunds.pending_cents}.`;
    }
  }
}

export function sayCounterFinding(found: CounterFinding): string {
  switch (found.code) {
    case 'messages_differ':
      return `${found.window} counts ${found.kept} messages, but its holds come to ${found.holds}.`;
    case 'spending_differs':
      return `${found.window} counts ${spent(found.kept)} microcredits, but its holds come to ${spent(found.holds)}.`;
    case 'budget_differs':
      return `The budget ${found.window} counts ${found.kept} microcredits, but its holds come to ${found.holds}.`;
  }
}

function spent({ used, settled, overdrawn }: Extract<CounterFinding, { code: 'spending_differs' }>['kept']): string {
  return `${used} (${settled} settled, ${overdrawn} overdrawn)`;
}
