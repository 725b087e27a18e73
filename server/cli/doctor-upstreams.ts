// The doctor's check of the upstreams: does each answer, has it the models that are offered of it, and has each of them a price?
import { ruleFor } from '../domain/holds/price.ts';
import { systemClock } from '../lib/clock.ts';
import { type SetupFinding, warning, well, wrong } from '../lib/setup-finding.ts';
import { openOffer } from '../open-upstreams.ts';
import type { ServerSettings } from '../settings/config.ts';
import { rulesOf } from '../settings/rules.ts';
import { type UpstreamSetting, upstreamsIn } from '../settings/upstream-settings.ts';
import type { OfferedModel } from '../upstream/offer.ts';
import { UpstreamFailed, type UpstreamModel } from '../upstream/upstream.ts';

const withinMs = 15_000;

/** Asks each for its models, and no model for an answer: that would cost. */
export async function lookAtUpstreams(
  settings: ServerSettings,
): Promise<readonly { readonly isWell: boolean; readonly isWarning: boolean; readonly text: string }[]> {
  const hasPrice = hasPriceBy(settings);
  const found = await Promise.all(upstreamsIn(settings).map(async (setting) => lookAtUpstream(setting, hasPrice)));
  const findings =
    found.length === 0 ? [well('No upstream is set up, so no hosted models are offered.')] : found.flat();
  return findings.map(({ kind, text }) => ({ isWell: kind !== 'wrong', isWarning: kind === 'warning', text }));
}

type HasPrice = (model: string) => boolean;

function hasPriceBy(settings: ServerSettings): HasPrice {
  const { priceRules } = rulesOf(settings);
  return (model) => ruleFor(priceRules, { model, venue: 'hosted' }) !== null;
}

async function lookAtUpstream(setting: UpstreamSetting, hasPrice: HasPrice): Promise<readonly SetupFinding[]> {
  const { name, baseUrl } = setting;
  const { upstream, models } = openOffer(setting, systemClock);
  const at = `The upstream ${name} at ${new URL(baseUrl).host}`;
  try {
    const listed = await upstream.models(AbortSignal.timeout(withinMs));
    const answers = well(`${at} answers and lists ${counted(listed.length)}.`);
    if (models.kind === 'all') return [answers, lookAtAll(name, listed, hasPrice)];
    return [answers, ...models.models.flatMap((model) => lookAtModel(model, { name, listed, hasPrice }))];
  } catch (error) {
    return [wrong(`${at} ${troubleOf(error)} Look at ${setting.setting}.`)];
  } finally {
    await upstream.close();
  }
}

function lookAtModel(
  { id, upstreamModel }: OfferedModel,
  by: { readonly name: string; readonly listed: readonly UpstreamModel[]; readonly hasPrice: HasPrice },
): readonly SetupFinding[] {
  const isListed = by.listed.some((one) => one.id === upstreamModel);
  return [
    ...(isListed ? [] : [wrong(`The upstream ${by.name} does not list the model ${upstreamModel}.`)]),
    ...(by.hasPrice(id)
      ? []
      : [
          warning(
            `No price rule of the venue hosted fits the model ${id}, so it is offered only where a plan has a price of its own for it.`,
          ),
        ]),
  ];
}

function lookAtAll(name: string, listed: readonly UpstreamModel[], hasPrice: HasPrice): SetupFinding {
  const priced = listed.filter(({ id }) => hasPrice(id)).length;
  if (priced === 0)
    return warning(
      `No price rule of the venue hosted fits a model of the upstream ${name}, so they are offered only where a plan has prices of its own for them.`,
    );
  return well(`A hosted price rule fits ${counted(priced)} of the upstream ${name}; these are offered.`);
}

function counted(models: number): string {
  return models === 1 ? '1 model' : `${models.toLocaleString('en')} models`;
}

/** The rest of the sentence. What an upstream says itself is bounded and holds no key. */
function troubleOf(error: unknown): string {
  if (!(error instanceof UpstreamFailed)) return `did not answer within ${withinMs / 1000} seconds.`;
  switch (error.failure) {
    case 'denied':
      return `does not accept the key (${error.message}).`;
    case 'unreachable':
      return `cannot be reached (${error.message}).`;
    case 'unreadable':
    case 'too_large':
      return `gives no list of models (${error.message}): it may be another program, or its address may lack a path such as /v1.`;
    case 'silent':
    case 'cut':
    case 'failed':
    case 'busy':
    case 'resting':
      return `does not say which models it has (${error.message}).`;
  }
}
