// For whom one can buy, and whom the choice begins with.
import { describe, expect, test } from 'vitest';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { Payee } from '../../../src/preload/contract/payee.ts';
import {
  firstPayee,
  payeeNow,
  payeeOptions,
  sayOwner,
} from '../../../src/renderer/features/account/payee/payee-view.ts';
import { samplePersonId } from '../../support/core-double/person-scenarios.ts';
import { scenarios } from '../../support/core-double/scenarios.ts';
import { freeAccount, proAccount } from '../../support/core-double/sample-account.ts';

const ada = scenarios['signed-in'](0).account;
const member = scenarios['team-member'](0).account;
const paidByComputer: AccountState = { ...ada, person: { ...ada.person, payer: 'computer' } };
const computer: Payee = { kind: 'computer' };
const me: Payee = { kind: 'me', personId: samplePersonId };
const acme: Payee = { kind: 'team', personId: samplePersonId, teamId: 'acme', teamName: 'Acme Research' };
const eves: Payee = { kind: 'me', personId: 'e'.repeat(64) };

describe('one can buy', () => {
  test('for this computer alone where nobody is signed in', () => {
    expect(payeeOptions(freeAccount(0)).map(({ payee }) => payee)).toEqual([computer]);
    expect(payeeOptions(scenarios['signed-out'](0).account).map(({ payee }) => payee)).toEqual([computer]);
  });

  test('for the account, its team and this computer, each with what it has', () => {
    expect(payeeOptions(ada).map(({ payee, label, balance, whyNot }) => [payee, label, balance, whyNot])).toEqual([
      [me, 'Ada Lovelace’s account', '35 credits', null],
      [acme, 'Acme Research', '1,250 credits', null],
      [computer, 'This computer', '487 credits', null],
    ]);
  });

  test('for no team as a member, who is told why', () => {
    expect(payeeOptions(member)[1]).toMatchObject({
      label: 'Acme Research',
      whyNot: expect.stringContaining('owners'),
    });
  });
});

describe('the choice begins', () => {
  test.each([
    ['with who pays: the account', ada, null, me],
    ['with who pays: this computer', paidByComputer, null, computer],
    ['with who pays, where nobody is signed in', proAccount(0), null, computer],
    ['with the team where its plan was to pay for a message, for an owner', ada, 'account', acme],
    ['with the account where the team’s plan was to pay, for a member', member, 'account', me],
    ['with the account where it was to pay, whoever pays now', { ...paidByComputer }, 'account', acme],
    ['with this computer where its credits were to pay', ada, 'computer', computer],
    ['with whom an earlier try was for', ada, computer, computer],
    ['with who pays where an earlier try was for somebody else', ada, eves, me],
    ['with who pays where an earlier try was for a team that one may not buy for', member, acme, me],
  ] as const)('%s', (_name, account, wish, payee) => {
    expect(firstPayee(account, wish)).toEqual(payee);
  });

  test('and stays as it was made only as long as that one can be had', () => {
    expect(payeeNow(ada, acme)).toEqual(acme);
    expect(payeeNow(member, acme)).toEqual(me);
    expect(payeeNow(proAccount(0), acme)).toEqual(computer);
  });
});

test('a purchase is said to be the account’s only to the person who made it', () => {
  expect(sayOwner(ada.person, me)).toBe('Ada Lovelace’s account');
  expect(sayOwner(ada.person, eves)).toBe('another account');
  expect(sayOwner(proAccount(0).person, me)).toBe('an account');
  expect(sayOwner(proAccount(0).person, acme)).toBe('Acme Research');
  expect(sayOwner(ada.person, computer)).toBeNull();
});
