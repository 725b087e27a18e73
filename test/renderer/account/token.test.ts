// Tokens: what is said of credits that cannot be reached, of forgetting them, and of moving to others.
import { describe, expect, test } from 'vitest';
import type { AccountState } from '../../../src/preload/contract/account.ts';
import { sayMoved, sayMoveNo, saySetAside } from '../../../src/renderer/features/account/token/move-words.ts';
import { readToken, sayIncomplete } from '../../../src/renderer/features/account/token/token-entry.ts';
import { sayForgetting, sayTokenTrouble } from '../../../src/renderer/features/account/token/token-trouble.ts';
import { afterMove } from '../../../src/renderer/features/account/token/use-move.ts';
import { freeAccount, proAccount } from '../../support/core-double/sample-account.ts';
import { wordsFor } from '../../../src/words/words.ts';

const credits = { proMicrocredits: 487_900_000 };
const token = `tally_${'a'.repeat(43)}`;

describe('credits that cannot be reached', () => {
  test('a token that may still come back is never offered to be given up', () => {
    const { canForget, what } = sayTokenTrouble({
      kind: 'unreadable',
      place: 'keychain',
      trouble: { code: 'other', text: 'It is locked.' },
    });
    expect(canForget).toBe(false);
    expect(what).toContain('It is locked. Unlock');
  });

  test('credits that ended with the run are not said to wait', () => {
    expect(sayTokenTrouble({ kind: 'gone', place: 'memory' }).what).not.toContain('wait');
    expect(sayTokenTrouble({ kind: 'gone', place: 'file' }).what).toContain('safe at the server');
  });
});

describe('forgetting', () => {
  test('names the credits that cannot be spent any more, and offers the kit first', () => {
    const text = sayForgetting({ place: 'keychain', trouble: null, credits }, wordsFor(['en']));
    expect(text.title).toBe('Remove your 487 credits from this device?');
    expect(text.loss).toContain('your 487 credits');
    expect(text.offersKit).toBe(true);
  });

  test('only a token that is there is said to be kept', () => {
    const rejected = { kind: 'rejected', place: 'keychain' } as const;
    const gone = { kind: 'gone', place: 'keychain' } as const;
    expect(sayForgetting({ place: 'keychain', trouble: rejected, credits }).rest).toContain('stays stored');
    expect(sayForgetting({ place: 'keychain', trouble: gone, credits })).toMatchObject({ offersKit: false });
    expect(sayForgetting({ place: 'keychain', trouble: gone, credits }).rest).not.toContain('stays stored');
  });

  test('a token in memory is said to be lost with the run', () => {
    const text = sayForgetting({ place: 'memory', trouble: null, credits }, wordsFor(['en']));
    expect(text.loss).toContain('for good unless');
    expect(text.rest).not.toContain('stays stored');
  });
});

describe('a token as it is typed', () => {
  test('is whole with what copying adds between its letters', () => {
    expect(readToken(token)).toEqual({ kind: 'ok', token });
    expect(readToken(`  ${token.slice(0, 20)}\n${token.slice(20)} `)).toEqual({ kind: 'ok', token });
  });

  test('says while it is typed how much is missing, and calls it wrong only when it cannot become right', () => {
    expect(readToken('')).toEqual({ kind: 'empty' });
    expect(readToken('tal').kind).toBe('unfinished');
    expect(readToken(token.slice(0, -1))).toEqual({ kind: 'unfinished', sentence: '1 character missing.' });
    expect(readToken('sk_live_123')).toMatchObject({ kind: 'wrong', sentence: expect.stringContaining('tally_') });
    expect(readToken('tally_äö').kind).toBe('wrong');
    expect(readToken(`${token}aa`)).toMatchObject({ sentence: '2 characters too many. Copy it again.' });
  });

  test('what is wrong with it never repeats it', () => {
    for (const text of [`${token}!`, `x${token}`, `${token}aa`, token.slice(0, -3)])
      expect(sayIncomplete(readToken(text))).not.toContain('aaa');
  });
});

describe('moving to another token', () => {
  const state = (change: Partial<AccountState>): AccountState => ({ ...proAccount(0), ...change });

  test('says of the credits in use that they are set aside, and when that ends', () => {
    expect(saySetAside(state({}), wordsFor(['en']))).toBe(
      'The 487 credits you have here will be set aside, not lost. To switch back, come here and choose “Use again”.',
    );
    expect(saySetAside(state({ tokenPlace: 'memory' }), wordsFor(['en']))).toContain('only until you quit');
    expect(saySetAside(freeAccount(0))).toBeNull();
    expect(saySetAside(state({ tokenTrouble: { kind: 'gone', place: 'keychain' } }))).toBeNull();
  });

  test('every no says that nothing was changed, except where no answer came', () => {
    for (const no of ['malformed', 'unknown', 'offline', 'unreadable', 'not_found'] as const)
      expect(sayMoveNo(no)).toContain('Nothing was changed');
    expect(sayMoveNo('unanswered')).not.toContain('Nothing was changed');
  });

  test('without a keychain the person is asked where to keep it', () => {
    const answer = { kind: 'keychain_missing', trouble: { code: 'keychain_silent' } } as const;
    expect(afterMove(token, answer)).toEqual({ kind: 'asking_place', token, trouble: { code: 'keychain_silent' } });
    expect(afterMove(null, answer)).toEqual({ kind: 'choosing', no: 'unreadable' });
  });

  test('a token without credits is not announced as a gain', () => {
    expect(sayMoved(state({}), wordsFor(['en']))).toBe('You now have 487 credits here.');
    const empty = state({ credits: { ...proAccount(0).credits, proMicrocredits: 0 } });
    expect(sayMoved(empty, wordsFor(['en']))).toContain('no credits left');
  });
});
