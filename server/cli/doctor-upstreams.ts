// The doctor's check of the upstreams: does each answer, does it have the models that are offered, and does each model have a price?
import { ruleFor } from '../domain/holds/price.ts';
import { systemClock } from '../lib/clock.ts';
import { type SetupFinding, warning, well, wrong } from '../lib/setup-finding.ts';
import { openOffer } from '../open-upstreams.ts';
import type { ServerSettings } from '../settings/config.ts';
import { rulesOf } from '../settings/rules.ts';
import { type UpstreamSetting, upstreamsIn } from '../settings/upstream-settings.ts';
import type { OfferedModel } from '../upstream/offer.ts';
import { UpstreamFailed, type UpstreamModel } from '../upstream/upstream.ts';
import { upstreamWords as words } from '../words/commands/upstreams.ts';

const withinMs = 15_000;

/** Asks each for its models, and no model for an answer: that would cost. */
export async function lookAtUpstreams(
  settings: ServerSettings,
): Promise<readonly { readonly isWell: boolean; readonly isWarning: boolean; readonly text: string }[]> {
  const hasPrice = hasPriceBy(settings);
  const found = await Promise.all(upstreamsIn(settings).map(async (setting) => lookAtUpstream(setting, hasPrice)));
  const findings = found.length === 0 ? [well(words.none)] : found.flat();
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
  const place = { name, host: new URL(baseUrl).host };
  try {
    const listed = await upstream.models(AbortSignal.timeout(withinMs));
    const answers = well(words.answers(place, listed.length));
    if (models.kind === 'all') return [answers, lookAtAll(name, listed, hasPrice)];
    return [answers, ...models.models.flatMap((model) => lookAtModel(model, { name, listed, hasPrice }))];
  } catch (error) {
    return [wrong(troubleOf(error, place, setting.setting))];
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
    ...(isListed ? [] : [wrong(words.notListed(by.name, upstreamModel))]),
    ...(by.hasPrice(id) ? [] : [warning(words.modelUnpriced(id))]),
  ];
}

function lookAtAll(name: string, listed: readonly UpstreamModel[], hasPrice: HasPrice): SetupFinding {
  const priced = listed.filter(({ id }) => hasPrice(id)).length;
  return priced === 0 ? warning(words.allUnpriced(name)) : well(words.priced(name, priced));
}

/** What an upstream says itself is bounded and holds no key. */
function troubleOf(error: unknown, place: { readonly name: string; readonly host: string }, setting: string): string {
  if (!(error instanceof UpstreamFailed)) return words.tooSlow(place, withinMs / 1000, setting);
  const trouble = { said: error.message, setting };
  switch (error.failure) {
    case 'denied':
      return words.denied(place, trouble);
    case 'unreachable':
      return words.unreachable(place, trouble);
    case 'unreadable':
    case 'too_large':
      return words.noList(place, trouble);
    case 'silent':
    case 'cut':
    case 'failed':
    case 'busy':
    case 'resting':
      return words.unknown(place, trouble);
  }
}
