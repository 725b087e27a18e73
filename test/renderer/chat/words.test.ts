// What the chat says: of charges, counts, waits, models, and why a message cannot be sent.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { ORPCError } from '@orpc/client';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../src/preload/contract/failure.ts';
import { messageTextMax } from '../../../src/preload/contract/chat-limits.ts';
import type { HostedState } from '../../../src/preload/contract/hosted.ts';
import type { Model, ModelRef, OllamaState } from '../../../src/preload/contract/models.ts';
import { sayCharge, sayCounts } from '../../../src/renderer/features/chat/charge-text.ts';
import {
  isSameModel,
  keyOf,
  madeBy,
  sayName,
  sayNameAndPlace,
  type Offer,
} from '../../../src/renderer/features/chat/model-ref.ts';
import { chooseModel, sayModel, sayWhereTo, sayWhoAnswers } from '../../../src/renderer/features/chat/model-text.ts';
import { sayElsewhere } from '../../../src/renderer/shared/place-words.ts';
import { planRefusal } from '../../../src/renderer/features/chat/refusal-plan.ts';
import { sayRefused } from '../../../src/renderer/features/chat/refusal-words.ts';
import { fittingPart, whyNotSend, whyTooLong } from '../../../src/renderer/features/chat/send-bar.ts';
import { sayTrouble } from '../../../src/renderer/features/chat/trouble-text.ts';
import { hostedOffer } from '../../support/core-double/hosted-scenarios.ts';
import { freeAccount } from '../../support/core-double/sample-account.ts';
import { sayHosted } from '../../../src/renderer/shared/hosted-words.ts';
import { nextTickMs, sayWait } from '../../../src/renderer/shared/wait-text.ts';
import { wordsFor } from '../../../src/words/words.ts';

const model = (name: string, change: Partial<Model> = {}): Model => ({
  name,
  place: 'this_computer',
  sizeBytes: 3_300_000_000,
  family: null,
  parameterSize: '4.3B',
  quantization: 'Q4_K_M',
  isLoaded: false,
  loadedContext: null,
  isDemo: false,
  canSee: null,
  ...change,
});
const local = (name: string): ModelRef => ({ name, venue: 'local', ollama: firstOllama });
const hosted = (name: string): ModelRef => ({ name, venue: 'hosted' });
const at = { id: firstOllama, name: '', address: 'http://127.0.0.1:11434', place: 'this_computer' } as const;
const ready = (...models: Model[]): OllamaState => ({ kind: 'ready', ...at, version: '1', models, otherCount: 0 });
const away = (...models: Model[]): OllamaState => ({
  kind: 'unreachable',
  ...at,
  failure: { code: 'ollama_not_running', detail: null, canRetry: true },
  models,
});

test('a disk that is full is named, with what to do and that the words are kept', () => {
  const said = sayTrouble(new ORPCError('store_failed', { status: 500 }));
  expect(said).toContain('Free some disk space');
  expect(said).toContain('Your message is still in the box');
});

test('a key the server does not know leads to the settings, and on as soon as something pays again', () => {
  const no = { code: 'token_rejected', retryAt: null } as const;
  expect(planRefusal(no, null).main).toBe('settings');
  expect(planRefusal(no, freeAccount(0, 3).credits).main).toBe('try_again');
});

describe('a charge', () => {
  test('is said in plain words once it stands, and not before', () => {
    expect(sayCharge({ kind: 'captured', source: 'pro', microcredits: 1_000_000 })).toBe('1 credit');
    expect(sayCharge({ kind: 'captured', source: 'free', microcredits: 0 })).toBe('free message');
    expect(sayCharge({ kind: 'grace' })).toBe('offline, not charged');
    expect(sayCharge({ kind: 'unsettled' })).toBe('charge pending…');
    expect([
      sayCharge({ kind: 'none' }),
      sayCharge({ kind: 'reserving' }),
      sayCharge({ kind: 'held', source: 'pro' }),
    ]).toEqual([null, null, null]);
  });
});

test('counts name the speed of the generation alone, and none where it is not known', () => {
  const counts = { promptTokens: 9, completionTokens: 50, totalNs: 9e9, loadNs: 5e9, promptNs: 1e9, completionNs: 2e9 };
  expect(sayCounts(counts)).toBe('50 tokens · 25.0 tokens/s');
  expect(sayCounts({ ...counts, completionTokens: 1, completionNs: 0 })).toBe('1 token');
});

describe('a wait', () => {
  test('is rounded up and ends exactly when it is over', () => {
    expect([sayWait(19_001), sayWait(100_000), sayWait(7 * 3_600_000)]).toEqual(['20 s', '2 min', '7 h']);
    expect([sayWait(47 * 3_600_000), sayWait(29 * 86_400_000 - 1)]).toEqual(['47 h', '29 days']);
    expect([sayWait(0), sayWait(-5)]).toEqual([null, null]);
  });

  test('wakes again before its words are wrong', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (ms) => {
        const tick = nextTickMs(ms);
        expect(tick).toBeGreaterThan(0);
        expect(tick).toBeLessThanOrEqual(60_000);
        expect(ms > 90_000 || sayWait(ms - tick) !== sayWait(ms)).toBe(true);
      }),
    );
  });
});

const offering = (ollama: OllamaState | null, hostedState: HostedState | null = null): Offer => ({
  ollamas: ollama === null ? null : [ollama],
  usual: firstOllama,
  hosted: hostedState,
});

const mains = (codes: readonly Refusal['code'][]): readonly string[] =>
  codes.map((code) => planRefusal({ code, retryAt: 9 }, null).main);

describe('a refusal', () => {
  test('names times by the clock of the person, never by the server’s', () => {
    const now = new Date(2026, 10, 28, 20, 0).getTime();
    const retryAt = new Date(2026, 10, 29, 1, 5).getTime();
    const detail = 'You have used your 20 free messages. Buy credits, or come back on 29 November at 09:05 UTC.';
    const byServer = (code: 'free_exhausted' | 'quota_exhausted' | 'daily_limit_reached'): Refusal => ({
      code,
      problem: code,
      params: {},
      detail,
      retryAt,
    });
    for (const refusal of [
      byServer('free_exhausted'),
      byServer('quota_exhausted'),
      byServer('daily_limit_reached'),
      { code: 'grace_exhausted', limit: 20, retryAt } as const,
    ]) {
      const said = sayRefused(refusal, now, wordsFor(['en-GB']));
      expect(said).toContain('tomorrow at 01:05');
      expect(said).not.toContain('UTC');
      expect(sayRefused(refusal, retryAt, wordsFor(['en-GB']))).not.toMatch(/UTC|1:05/);
    }
    const other: Refusal = { code: 'rejected', problem: 'of_tomorrow', params: {}, detail: 'No.', retryAt };
    expect(sayRefused(other, now)).toBe('No.');
  });

  test('is put into words from its parameters, in the person’s numbers', () => {
    const needed = { needed_microcredits: 12_500_000, available_microcredits: 1_250_000 };
    const no: Refusal = {
      code: 'credits_exhausted',
      problem: 'credits_exhausted',
      params: needed,
      detail: null,
      retryAt: null,
    };
    expect(sayRefused(no, 0, wordsFor(['en']))).toBe(
      'This message needs 12.5 credits, and you have 1.25 credits. Buy credits to continue.',
    );
    expect(sayRefused(no, 0, wordsFor(['de']))).toContain('12,5 credits');
  });

  test('of a day that is counted in money says how much the day had, and when the next begins', () => {
    const now = new Date(2026, 10, 28, 20, 0).getTime();
    const retryAt = new Date(2026, 10, 29, 4, 0).getTime();
    const day = { plan: 'Pro', resets_at: retryAt, time_zone: 'Europe/Rome' };
    const said = (params: Record<string, string | number>, at: number | null = retryAt): string => {
      const no = { code: 'daily_limit_reached', problem: 'daily_limit_reached', detail: 'No.' } as const;
      return sayRefused({ ...no, params: { ...day, ...params }, retryAt: at }, now, wordsFor(['en-GB']));
    };
    const money = { limit_microcredits: 5_000_000 };
    const used = 'Your plan’s limit for today, 5 credits, is used up.';
    expect(said(money)).toBe(`${used} It starts again tomorrow at 04:00.`);
    expect(said(money, null)).toBe(used);
    expect(said({ ...money, overdrawn_microcredits: 250_000 })).toBe(
      `${used} The last answer cost 0.25 credits more than was left. It starts again tomorrow at 04:00.`,
    );
    expect(said({ ...money, degrade_to: 'local' })).toBe(
      `${used} It starts again tomorrow at 04:00. Until then, use a model of your own Ollama.`,
    );
    expect(said({ limit: 20 })).toBe(
      'You’ve used your plan’s messages for today. You get new ones tomorrow at 04:00. A larger plan has more.',
    );
    expect(said({ limit: 20, degrade_to: 'local' })).toContain('use a model of your own Ollama');
  });

  test('of an older server, which gives no parameters, is told in its own sentence', () => {
    const no: Refusal = {
      code: 'model_unknown',
      problem: 'model_unknown',
      params: {},
      detail: 'Not sold here.',
      retryAt: null,
    };
    expect(sayRefused(no, 0)).toBe('Not sold here.');
    expect(sayRefused({ ...no, detail: null }, 0)).toContain('model_unknown');
  });

  test('that the app says itself has a sentence for each of its codes', () => {
    const trouble = { code: 'keychain_silent' } as const;
    expect(sayRefused({ code: 'token_unreadable', trouble, retryAt: null }, 0)).toContain(
      'The keychain isn’t responding.',
    );
    expect(sayRefused({ code: 'grace_exhausted', limit: 0, retryAt: null }, 0)).toContain(
      'no messages are allowed offline',
    );
    for (const code of [
      'hold_ended',
      'order_differs',
      'pack_gone',
      'amounts_gone',
      'amount_outside',
      'page_not_loaded',
      'page_unsafe',
    ] as const)
      expect(sayRefused({ code, retryAt: null }, 0)).toMatch(/\.$/);
  });

  test('always offers something to do: credits for what is used up, patience for haste, settings for a token', () => {
    expect(mains(['free_exhausted', 'credits_exhausted'])).toEqual(['buy', 'buy']);
    expect(mains(['rate_limited', 'plan_rate_limited', 'grace_exhausted'])).toEqual([
      'try_again',
      'try_again',
      'try_again',
    ]);
    expect(mains(['token_rejected', 'model_unknown'])).toEqual(['settings', 'settings']);
  });

  test('offers no credits where a plan is used up, since none raise it, but another try once the plan begins anew', () => {
    for (const code of ['quota_exhausted', 'daily_limit_reached'] as const)
      expect(planRefusal({ code, retryAt: 5 }, null)).toEqual({ main: 'try_again', offersRetry: false, retryAt: 5 });
  });

  test('of what an account’s plan includes offers credits, which the account’s wallet pays with once it has some', () => {
    const { credits } = freeAccount(0, 0);
    for (const code of ['quota_exhausted', 'daily_limit_reached', 'budget_exhausted'] as const) {
      const no = { code, retryAt: 5, payer: 'account' } as const;
      expect(planRefusal(no, { ...credits, mode: 'plan' })).toEqual({ main: 'buy', offersRetry: true, retryAt: 5 });
      expect(planRefusal(no, { ...credits, mode: 'pro' })).toMatchObject({ main: 'try_again', retryAt: null });
      expect(planRefusal({ ...no, payer: 'computer' }, { ...credits, mode: 'pro' })).toMatchObject({ retryAt: 5 });
    }
  });

  test('for want of credits can be tried again at once when there are credits, and not before', () => {
    const credits = {
      mode: 'exhausted' as const,
      proMicrocredits: 0,
      heldMicrocredits: 0,
      free: { left: 0, limit: 20, resetsAt: null },
      grace: { left: 20, limit: 20 },
      asOf: 1,
    };
    const refusal = { code: 'free_exhausted' as const, retryAt: 9 };
    expect(planRefusal(refusal, credits)).toEqual({ main: 'buy', offersRetry: true, retryAt: 9 });
    expect(planRefusal(refusal, { ...credits, mode: 'pro', proMicrocredits: 1_000_000 })).toEqual({
      main: 'try_again',
      offersRetry: false,
      retryAt: null,
    });
  });
});

describe('a message', () => {
  test('is barred in words: no model, none fetched, Ollama away', () => {
    expect(whyNotSend(offering(ready(model('a'))), local('a'))).toBeNull();
    expect(whyNotSend(offering(ready(model('a'))), null)).toContain('Choose a model');
    expect(whyNotSend(offering(ready()), null)).toContain('ollama pull');
    expect(whyNotSend(offering(away()), local('a'))).toContain('Ollama isn’t running');
    expect(whyNotSend(offering(null), null)).toContain('Looking for Ollama');
  });

  test('can be sent to the demo model while Ollama is away, and to a known model while Ollama is being asked', () => {
    expect(whyNotSend(offering(away(model('demo', { isDemo: true }))), local('demo'))).toBeNull();
    expect(whyNotSend(offering({ kind: 'checking', ...at }), local('a'))).toBeNull();
  });

  test('that is too long says by how much', () => {
    expect(whyTooLong(messageTextMax)).toBeNull();
    expect(whyTooLong(messageTextMax + 5)).toContain('Remove 5.');
  });

  test('takes of a paste what fits, and never half a character', () => {
    expect(fittingPart('abcdef', 3)).toBe('abc');
    expect(fittingPart('ab😀', 3)).toBe('ab');
    expect(fittingPart('ab😀', 4)).toBe('ab😀');
    expect(fittingPart('abc', -1)).toBe('');
  });
});

const usual = (models: readonly Model[], preferred: string | null) => ({ id: firstOllama, models, preferred });

describe('the model', () => {
  test('is the chat’s own, else the one set, else one in memory, else the first', () => {
    const models = [model('a'), model('b', { isLoaded: true }), model('c')];
    expect(chooseModel(local('gone'), usual(models, 'c'))).toEqual(local('gone'));
    expect(chooseModel(null, usual(models, 'c'))).toEqual(local('c'));
    expect(chooseModel(null, usual(models, 'not fetched'))).toEqual(local('b'));
    expect(chooseModel(null, usual([model('a'), model('c')], null))).toEqual(local('a'));
    expect(chooseModel(null, usual([], null))).toBeNull();
  });

  test('is one of the operator’s only where it is the chat’s own, and can be asked while Ollama is away', () => {
    expect(chooseModel(hosted('big'), usual([model('a')], null))).toEqual(hosted('big'));
    expect(chooseModel(null, usual([], 'big'))).toBeNull();
    expect(whyNotSend(offering(away()), hosted('big'))).toBeNull();
    expect(whyNotSend(offering(null), hosted('big'))).toBeNull();
  });

  test('can be chosen among the operator’s whatever is wrong with Ollama, which is said instead of that, while they can be asked', () => {
    for (const ollama of [away(), ready(), null]) {
      expect(whyNotSend(offering(ollama, hostedOffer), null)).toBe('Choose a model first.');
      expect(whyNotSend(offering(ollama, { ...hostedOffer, isReachable: false }), null)).not.toContain('Choose');
    }
    expect(whyNotSend(offering(away(), hostedOffer), local('a'))).toContain('Ollama isn’t running');
  });

  test('of the operator is said with its price and that it leaves this computer, and only while it can be reached', () => {
    const big = { name: 'big', shortAnswerMicrocredits: 412_345, contextLength: null, canUseTools: false };
    expect(sayHosted(big, { isReachable: true })).toBe('Leaves this computer · about 0.41 credits for a short answer');
    expect(sayHosted({ ...big, shortAnswerMicrocredits: 0 }, { isReachable: true })).toBe(
      'Leaves this computer · free',
    );
    expect(sayHosted(big, { isReachable: false })).toBe('Can’t be reached right now');
  });

  test('is told from one of the same name at the other venue', () => {
    const offer = {
      ollamas: [ready(model('gemma3'), model('hosted'))],
      usual: firstOllama,
      hosted: { server: 'https://a.example', operator: 'Acme', isReachable: true, models: [] },
    };
    expect(sayName(hosted('gemma3'), offer)).toBe('gemma3 (Acme)');
    expect(sayName(local('gemma3'), offer)).toBe('gemma3');
    expect(sayName(hosted('big'), offer)).toBe('big');
    expect(keyOf(hosted('gemma3'))).not.toBe(keyOf(local('gemma3')));
    expect(isSameModel(hosted('gemma3'), local('gemma3'))).toBe(false);
    expect(madeBy({ model: 'gemma3', place: 'operator', ollama: null })).toEqual(hosted('gemma3'));
    expect(madeBy({ model: 'gemma3', place: null, ollama: null })).toEqual(local('gemma3'));
  });

  test('is never one of the cloud unless a person chose it, and the demo only where nothing else is there', () => {
    const [cloud, demo] = [
      model('c:cloud', { place: 'cloud', isLoaded: true }),
      model('d', { isDemo: true, isLoaded: true }),
    ];
    expect(chooseModel(null, usual([cloud, model('a')], null))).toEqual(local('a'));
    expect(chooseModel(null, usual([cloud], null))).toBeNull();
    expect(chooseModel(null, usual([cloud, model('a')], 'c:cloud'))).toEqual(local('c:cloud'));
    expect(chooseModel(local('c:cloud'), usual([cloud, model('a')], null))).toEqual(local('c:cloud'));
    expect(chooseModel(null, usual([model('a'), demo], null))).toEqual(local('a'));
    expect(chooseModel(null, usual([cloud, demo], null))).toEqual(local('d'));
    expect(chooseModel(null, usual([model('far', { place: 'other_computer' })], null))).toEqual(local('far'));
  });

  const here = ready();
  const box = (address: string): OllamaState => ({ ...ready(), address, place: 'other_computer' });

  test('is said with its size and quantization, and a demo says it is one', () => {
    expect(sayModel(model('a'), here)).toBe('4.3B · Q4_K_M · 3.3 GB');
    expect(sayModel(model('d', { isDemo: true }), here)).toContain('pretends');
  });

  test('without anything on the disk says no size', () => {
    for (const sizeBytes of [0, 384, 999_999]) expect(sayModel(model('a', { sizeBytes }), here)).toBe('4.3B · Q4_K_M');
    expect(sayModel(model('a', { sizeBytes: 0, parameterSize: null, quantization: null }), here)).toBe('');
  });

  test('says that it leaves this computer where it does, and nothing of this computer where it is not', () => {
    const cloud = model('gpt-oss:120b-cloud', {
      place: 'cloud',
      sizeBytes: 384,
      parameterSize: '116.8B',
      quantization: 'MXFP4',
    });
    expect(sayModel(cloud, here)).toBe('In the cloud, leaves this computer · 116.8B · MXFP4');
    expect(sayWhoAnswers('gpt-oss:120b-cloud', cloud, here)).toBe(
      'gpt-oss:120b-cloud runs in the cloud. What you write leaves this computer.',
    );
    const far = model('a', { place: 'other_computer' });
    expect(sayModel(far, box('http://box.local:11434/x'))).toMatch(
      /^On box\.local:11434, another computer, leaves this computer · /,
    );
    // Where it stands over all models of an Ollama, it is not repeated at each of them.
    expect(sayModel(far, box('http://box.local:11434'), true)).toBe('4.3B · Q4_K_M · 3.3 GB');
    expect(sayWhereTo(far, box('http://box.local:11434'))).toBe(
      'On box.local:11434, another computer, leaves this computer',
    );
    expect(sayWhereTo(model('a'), here)).toBeNull();
    expect(sayWhoAnswers('a', far, box('http://me:pass@box.local'))).toBe(
      'a runs on box.local, another computer. What you write leaves this computer.',
    );
    expect(sayWhoAnswers('a', model('a'), here)).toBe('a runs on this computer.');
    expect(sayWhoAnswers('a', null, here)).not.toContain('computer');
  });
});

test('a menu of models says of each that answers elsewhere who or what does, not by a sign alone', () => {
  const models = ready(model('a'), model('b-cloud', { place: 'cloud' }), model('c', { place: 'other_computer' }));
  const big = { name: 'big', shortAnswerMicrocredits: 1, contextLength: null, canUseTools: false };
  const offer = {
    ollamas: [models],
    usual: firstOllama,
    hosted: { server: 'https://one.test', operator: 'Fjord', isReachable: true, models: [big] },
  };
  expect(sayNameAndPlace(local('a'), offer)).toBe('a');
  expect(sayNameAndPlace(local('b-cloud'), offer)).toBe('b-cloud (in the cloud)');
  expect(sayNameAndPlace(local('c'), offer)).toBe('c (on 127.0.0.1:11434, another computer)');
  expect(sayNameAndPlace(hosted('big'), offer)).toBe('big (Fjord)');
});

test('a hosted answer names who hosted it, where that was kept', () => {
  expect(sayElsewhere({ place: 'operator', host: 'Fjord Compute', ollama: null })).toBe('hosted by Fjord Compute');
  expect(sayElsewhere({ place: 'operator', host: null, ollama: null })).toBe('hosted');
  expect(sayElsewhere({ place: 'this_computer', host: 'Fjord Compute', ollama: null })).toBeNull();
});
