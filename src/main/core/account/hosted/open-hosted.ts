// Models that the operator of one server offers: which there are, and answers from them.
import type { Answerer } from '../../ports.ts';
import { createHostedAnswers, type HostedAnswersOptions } from './hosted-answers.ts';
import { createHostedOffer, type HostedOffer, type HostedOfferOptions } from './hosted-offer.ts';

export type Hosted = Answerer & HostedOffer;

export function openHosted(options: HostedAnswersOptions & HostedOfferOptions): Hosted {
  return { ...createHostedAnswers(options), ...createHostedOffer(options) };
}
