// The variables of the way that hosted answers take; those of the upstreams themselves stand in upstream-settings.ts.
import type { HostedHttpSettings } from '../http/hosted/hosted-settings.ts';
import { z } from 'zod';
import { formSays } from '../words/commands/setting-forms.ts';
import { whole } from './setting-forms.ts';

const patternsMax = 200;
const nameLength = 200;

/** Patterns of models' names, such as llama-*; empty: none. */
const patterns = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .pipe(
    z.array(z.string().max(nameLength, formSays.modelNames(nameLength))).max(patternsMax, formSays.models(patternsMax)),
  );

export const hostedSettings = {
  FREE_HOSTED_MODELS: patterns.optional(),
  HOSTED_TOOL_MODELS: patterns.optional(),
  HOSTED_BODY_BYTES_MAX: whole(10_000, 200_000_000).prefault('20000000'),
  HOSTED_AT_ONCE: whole(1, 100_000).prefault('1000'),
  HOSTED_AT_ONCE_PER_PAYER: whole(1, 100_000).prefault('50'),
  SHUTDOWN_GRACE_SECONDS: whole(0, 3600).prefault('20'),
  SHUTDOWN_NOTICE_SECONDS: whole(0, 300).prefault('0'),
};

type HostedVariables = {
  readonly HOSTED_BODY_BYTES_MAX: number;
  readonly HOSTED_AT_ONCE: number;
  readonly HOSTED_AT_ONCE_PER_PAYER: number;
  readonly SHUTDOWN_GRACE_SECONDS: number;
  readonly OLLAMA_MODEL?: string | undefined;
  readonly FREE_HOSTED_MODELS?: readonly string[] | undefined;
};

/** The model of the short form is free where nothing is said: it runs on the operator's own machine. */
export function freeHostedModelsOf({
  FREE_HOSTED_MODELS: named,
  OLLAMA_MODEL: model,
}: Pick<HostedVariables, 'FREE_HOSTED_MODELS' | 'OLLAMA_MODEL'>): readonly string[] {
  return named ?? (model === undefined ? [] : [model]);
}

export function hostedHttpOf(settings: HostedVariables): HostedHttpSettings {
  return {
    bodyBytesMax: settings.HOSTED_BODY_BYTES_MAX,
    answers: { total: settings.HOSTED_AT_ONCE, perPayer: settings.HOSTED_AT_ONCE_PER_PAYER },
    graceMs: settings.SHUTDOWN_GRACE_SECONDS * 1000,
    chatModel: settings.OLLAMA_MODEL ?? null,
  };
}
