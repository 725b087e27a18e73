// Models that the operator of the companion server offers, as the page sees them.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

export const HostedModel = z.object({
  name: z.string(),
  /** What a short question with a short answer comes to. */
  shortAnswerMicrocredits: z.int().min(0),
  /** In tokens; null: not known. */
  contextLength: z.int().min(1).nullable(),
  /** As its operator says. */
  canUseTools: z.boolean(),
});
export type HostedModel = z.infer<typeof HostedModel>;

export const HostedState = z.object({
  /** The companion server's name in the settings: its origin, and the path that it stands under. */
  server: z.string(),
  /** Who runs it, in the server's own words; its host until it has said so. */
  operator: z.string(),
  isReachable: z.boolean(),
  /** As last heard; empty where it offers none. */
  models: z.array(HostedModel),
});
export type HostedState = z.infer<typeof HostedState>;

export const hosted = {
  /** What is offered now, then at each change; asked again every few minutes while somebody watches. */
  watch: oc.output(eventIterator(HostedState)),
};
