// Parameters as the page compares them. It takes types alone, so that the page needs none of their schemas. Pure.
import type { Parameters, Preset } from '../../../preload/contract/parameters.ts';

/** Everything is left to the model. */
export const plainParameters: Parameters = {
  systemPrompt: null,
  temperature: null,
  topP: null,
  topK: null,
  minP: null,
  repeatPenalty: null,
  seed: null,
  stop: null,
  numCtx: null,
  numPredict: null,
  keepAliveS: null,
  think: null,
  format: null,
};

export function isSame(one: Parameters, other: Parameters): boolean {
  return JSON.stringify({ ...plainParameters, ...one }) === JSON.stringify({ ...plainParameters, ...other });
}

/** How many are not left to the model. */
export function countSet(parameters: Parameters): number {
  return Object.values(parameters).filter((value) => value !== null).length;
}

/** The preset that has just these values. */
export function presetOf(presets: readonly Preset[], parameters: Parameters): Preset | null {
  return presets.find((preset) => isSame(preset.parameters, parameters)) ?? null;
}
