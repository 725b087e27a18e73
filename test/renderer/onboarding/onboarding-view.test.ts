// When the first-start screen is due, and which of its faces is shown.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { expect, test } from 'vitest';
import {
  needsOnboarding,
  offersHosted,
  onboardingView,
  sayWelcome,
} from '../../../src/renderer/features/onboarding/onboarding-view.ts';
import { FailureCode } from '../../../src/preload/contract/failure.ts';
import { hostedOffer, noHosted } from '../../support/core-double/hosted-scenarios.ts';
import { scenarios } from '../../support/core-double/scenarios.ts';

const missing = scenarios['onboarding-missing'](0).ollama;
const ready = scenarios.ready(0).ollama;
const demo = scenarios.demo(0).ollama;
const noModels = scenarios['onboarding-no-models'](0).ollama;
if (noModels.kind !== 'ready') throw new Error('Ollama is there');

test('it never appears while something is still unknown', () => {
  expect(needsOnboarding({ hasOnboarded: null, ollama: missing, chatCount: 0, isModelHosted: false })).toBe(false);
  expect(needsOnboarding({ hasOnboarded: false, ollama: null, chatCount: 0, isModelHosted: false })).toBe(false);
  expect(needsOnboarding({ hasOnboarded: false, ollama: missing, chatCount: null, isModelHosted: false })).toBe(false);
  expect(
    needsOnboarding({
      hasOnboarded: false,
      ollama: {
        kind: 'checking',
        id: firstOllama,
        name: '',
        address: 'http://127.0.0.1:11434',
        place: 'this_computer',
      },
      chatCount: 0,
      isModelHosted: false,
    }),
  ).toBe(false);
});

test('whoever has a model to talk to goes straight to the chat', () => {
  expect(needsOnboarding({ hasOnboarded: false, ollama: ready, chatCount: 0, isModelHosted: false })).toBe(false);
  expect(needsOnboarding({ hasOnboarded: false, ollama: demo, chatCount: 0, isModelHosted: false })).toBe(false);
});

test('a chat with a hosted model needs no Ollama, so it stands in the way of none', () => {
  for (const ollama of [missing, noModels])
    for (const chatCount of [0, 1])
      expect(needsOnboarding({ hasOnboarded: false, ollama, chatCount, isModelHosted: true })).toBe(false);
});

test('hosted models are offered while there is no model of one’s own, and only those that can be asked', () => {
  for (const ollama of [missing, noModels]) {
    const view = onboardingView(ollama);
    expect(offersHosted(view, hostedOffer)).toBe(true);
    expect(offersHosted(view, { ...hostedOffer, isReachable: false })).toBe(false);
    expect(offersHosted(view, noHosted)).toBe(false);
    expect(offersHosted(view, null)).toBe(false);
  }
  expect(offersHosted(onboardingView(ready), hostedOffer)).toBe(false);
});

test('without Ollama it comes at the first start, and later too', () => {
  expect(needsOnboarding({ hasOnboarded: false, ollama: missing, chatCount: 0, isModelHosted: false })).toBe(true);
  expect(needsOnboarding({ hasOnboarded: true, ollama: missing, chatCount: 0, isModelHosted: false })).toBe(true);
  expect(needsOnboarding({ hasOnboarded: true, ollama: noModels, chatCount: 0, isModelHosted: false })).toBe(false);
});

test('it takes no chat away from whoever has one, also where it was never shown', () => {
  for (const hasOnboarded of [false, true])
    for (const ollama of [missing, noModels])
      expect(needsOnboarding({ hasOnboarded, ollama, chatCount: 1, isModelHosted: false })).toBe(false);
});

test('every failure of Ollama has a face', () => {
  const faces = FailureCode.options.map(
    (code) =>
      onboardingView({
        kind: 'unreachable',
        id: firstOllama,
        name: '',
        address: 'http://h',
        place: 'other_computer',
        failure: { code, detail: null, canRetry: true },
        models: [],
      }).kind,
  );
  expect(new Set(faces)).toEqual(new Set(['install', 'start', 'address']));
});

test('the demo model does not count as one of Ollama’s', () => {
  expect(onboardingView({ ...noModels, models: demo.models }).kind).toBe('no_models');
});

test('the first lines promise that words stay here only for an Ollama of this computer', () => {
  expect(sayWelcome(ready)).toContain('stays there, unless you choose a model that is marked');
  for (const place of ['other_computer', 'cloud'] as const)
    expect(sayWelcome({ kind: 'checking', id: firstOllama, name: '', address: 'http://box.local', place })).not.toMatch(
      /your own computer|stays/,
    );
  expect(sayWelcome(null)).not.toContain('stays');
});

test('models that cannot chat do not count as none', () => {
  expect(onboardingView({ ...noModels, otherCount: 2 })).toEqual({ kind: 'no_models', otherCount: 2 });
});
