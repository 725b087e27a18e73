// Subscriptions of whoever pays at one server: begun and managed on pages of the seller's, and followed until they are active.
// The server keeps them, so that a restart only has to ask.
import { isDeepStrictEqual } from 'node:util';
import type { OwnSubscription, SubscribedFor } from '../../../../../server/contract/billing/subscribing.ts';
import type { PlanId } from '../../../../../server/contract/plans/plans.ts';
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { OwnPlan, PageOutcome } from '../../../../preload/contract/subscriptions.ts';
import { backoffMs } from '../../backoff.ts';
import { createBell } from '../../bell.ts';
import type { Clock } from '../../ports.ts';
import type { Shell } from '../../shell-port.ts';
import { whenChanged } from '../../watchable.ts';
import type { CallOptions, LinkPort, ServerCalls } from '../link/link-port.ts';
import { kindOf, type Log } from '../log.ts';
import type { PayeePort } from '../payer/payee-port.ts';
import { tokenOf, type PayerPort } from '../payer/payer-port.ts';
import { toRefusal } from '../refusal.ts';
import { payerName, type Slices } from '../state.ts';
import { pageFor } from './plan-page.ts';

export type Subscriptions = {
  /** Open the page on which a subscription is begun. The same id again gets the same page. */
  subscribe(asked: { readonly id: string; readonly planId: PlanId; readonly payee: Payee }): Promise<PageOutcome>;
  /** Open the page on which subscriptions are changed and ended. */
  manage(payee: Payee): Promise<PageOutcome>;
  /** Ask soon how they stand. */
  look(): void;
  run(): Promise<void>;
};

export type SubscriptionsOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly shell: Shell;
  readonly log: Log;
  readonly link: LinkPort;
  readonly payer: PayerPort;
  readonly payees: PayeePort;
  readonly slices: Slices;
};

const askMsMax = 10_000;
const openMsMax = 20_000;
const pollFirstMs = 2_000;
const pollMaxMs = 60_000;
/** A page that nobody has paid by then is asked about at the next start, or when somebody looks. */
const pollsMax = 45;

export function openSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { clock, signal, shell, log, link, payer, payees, slices } = options;
  const slice = slices.subscriptions;
  const bell = createBell();
  let polls = 0;
  let isPageOpen = false;

  const look = (): void => {
    polls = 0;
    bell.ring();
  };

  async function ask(): Promise<void> {
    const name = payerName(slices);
    const token = tokenOf(await payer.read());
    if (token === null) return know([]);
    const answer = await link.ask(
      { msMax: askMsMax, token },
      async (server, own) => (await server.subscription.read(undefined, own)).subscriptions,
    );
    // Whoever pays by now may be somebody else.
    if (name !== payerName(slices)) return look();
    if (answer.kind === 'ok') know(answer.value.map(toOwn));
    else if (answer.kind === 'problem') know([]);
  }

  function know(plans: readonly OwnPlan[]): void {
    const before = slice.current().plans;
    if (isDeepStrictEqual(before, plans)) return;
    const wasActive = new Set(before.filter(isActive).map(({ id }) => id));
    const isNew = plans.some((plan) => isActive(plan) && !wasActive.has(plan.id));
    slice.set({ plans, changes: slice.current().changes + 1 });
    if (!isNew || !isPageOpen) return;
    isPageOpen = false;
    void shell.closeCheckout().catch(() => undefined);
  }

  async function askOrWait(): Promise<void> {
    try {
      await ask();
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ error: kindOf(error) }, 'the subscriptions could not be asked for');
    }
  }

  /** computer: whoever pays, as the token of this computer cannot subscribe while the account pays. */
  async function whoseToken(payee: Payee): Promise<{ readonly token: string } | PageOutcome> {
    if (payee.kind === 'computer') {
      const token = tokenOf(await payer.read());
      return token === null ? { kind: 'nobody' } : { token };
    }
    const proof = await payees.prove(payee, null);
    if (proof.kind === 'proven') return { token: proof.token };
    if (!proof.isLasting) return { kind: 'offline' };
    return { kind: 'refused', refusal: { code: 'payee_changed', retryAt: null } };
  }

  async function open(payee: Payee, call: PageCall): Promise<PageOutcome> {
    const whose = await whoseToken(payee);
    if ('kind' in whose) return whose;
    const { token } = whose;
    const of = payee.kind === 'team' ? 'team' : 'me';
    const answer = await link.ask({ msMax: openMsMax, token }, async (server, own) => await call(server, of, own));
    if (answer.kind === 'problem' && answer.code === 'token_rejected') payer.refused(token);
    if (answer.kind === 'problem') return { kind: 'refused', refusal: toRefusal(answer) };
    if (answer.kind !== 'ok') return { kind: 'offline' };
    const page = pageFor(answer.value.url, link.origin);
    if (page === null) return { kind: 'refused', refusal: { code: 'page_unsafe', retryAt: null } };
    try {
      const view = await shell.openCheckout(page);
      isPageOpen = true;
      look();
      return { kind: 'opened', view };
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ error: kindOf(error) }, 'a page about a plan could not be shown');
      return { kind: 'refused', refusal: { code: 'page_not_loaded', retryAt: clock.now() } };
    }
  }

  const areOffered = (): boolean =>
    (slices.link.current().config?.subscriptions.length ?? 0) > 0 || slice.current().plans.length > 0;

  whenChanged(
    slices.link,
    ({ link: { kind } }) => kind === 'online',
    (isOnline) => {
      if (isOnline) look();
    },
  );
  for (const cell of [slices.token, slices.person])
    whenChanged<unknown, string | null>(
      cell,
      () => payerName(slices),
      () => {
        know([]);
        look();
      },
    );

  return {
    look,
    subscribe: async ({ id, planId, payee }) =>
      await open(
        payee,
        async (server, of, own) => await server.subscription.checkout({ id, plan_id: planId, for: of }, own),
      ),
    manage: async (payee) =>
      await open(payee, async (server, of, own) => await server.subscription.portal({ for: of }, own)),
    async run() {
      while (!signal.aborted) {
        const canAsk = slices.link.current().link.kind === 'online' && areOffered();
        if (canAsk) await askOrWait();
        const isWaiting =
          canAsk && polls < pollsMax && slice.current().plans.some(({ status }) => status === 'pending');
        polls += 1;
        await (isWaiting
          ? bell.sleep(signal, { clock, ms: backoffMs(polls, pollFirstMs, pollMaxMs) })
          : bell.sleep(signal));
      }
    },
  };
}

type PageCall = (server: ServerCalls, of: SubscribedFor, own: CallOptions) => Promise<{ readonly url: string }>;

function isActive({ status }: OwnPlan): boolean {
  return status === 'active';
}

function toOwn(one: OwnSubscription): OwnPlan {
  return {
    id: one.id,
    planId: one.plan_id,
    planName: one.plan_name,
    status: one.status,
    periodEndsAt: one.period_ends_at,
    isCancelPlanned: one.is_cancel_planned,
    for: one.for,
  };
}
