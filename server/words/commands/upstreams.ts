// What the doctor says of the upstreams that answer for hosted models. The commands speak English alone: docs/decisions/0019.
import { noun } from './nouns.ts';

type Place = { readonly name: string; readonly host: string };

const at = ({ name, host }: Place): string => `The upstream ${name} at ${host}`;

/** `said`: what the upstream or the network says, bounded and without a key. `setting`: the variable that names the upstream. */
type Trouble = { readonly said: string; readonly setting: string };

export const upstreamWords = {
  none: 'No upstream is set up, so no hosted models are offered.',
  answers: (place: Place, models: number) => `${at(place)} answers and lists ${noun(models, 'model')}.`,
  notListed: (name: string, model: string) => `The upstream ${name} does not list the model ${model}.`,
  modelUnpriced: (model: string) =>
    `No price rule of the venue hosted fits the model ${model}, so it is offered only where a plan has a price of its own for it.`,
  allUnpriced: (name: string) =>
    `No price rule of the venue hosted fits a model of the upstream ${name}, so they are offered only where a plan has prices of its own for them.`,
  priced: (name: string, models: number) =>
    `A hosted price rule fits ${noun(models, 'model')} of the upstream ${name}; these are offered.`,

  tooSlow: (place: Place, seconds: number, setting: string) =>
    `${at(place)} did not answer within ${seconds} seconds. Look at ${setting}.`,
  denied: (place: Place, { said, setting }: Trouble) =>
    `${at(place)} does not accept the key (${said}). Look at ${setting}.`,
  unreachable: (place: Place, { said, setting }: Trouble) =>
    `${at(place)} cannot be reached (${said}). Look at ${setting}.`,
  noList: (place: Place, { said, setting }: Trouble) =>
    `${at(place)} gives no list of models (${said}): it may be another program, or its address may lack a path such as /v1. Look at ${setting}.`,
  unknown: (place: Place, { said, setting }: Trouble) =>
    `${at(place)} does not say which models it has (${said}). Look at ${setting}.`,
} as const;
