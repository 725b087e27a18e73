// What the operator offers of each upstream: which of its models, under which names, and within which bounds. Prices, plans and
// payers are not known here; whoever reads this decides by them what a caller may use.
import type { Upstream } from './upstream.ts';

export type ModelBounds = {
  /** The longest answer, in tokens, that may be asked for. */
  readonly maxOutputTokens: number;
  /** In tokens; null: as the upstream says, where it says anything. */
  readonly contextLength: number | null;
  /** The most tokens that one image counts for in a prompt; null: no images are taken. */
  readonly imageTokens: number | null;
  /** Whether images may be given by an address that the upstream looks up itself. */
  readonly remoteImages: boolean;
};

export type OfferedModel = ModelBounds & {
  /** The name by which callers ask for it and by which prices are found. */
  readonly id: string;
  /** Its name at the upstream. */
  readonly upstreamModel: string;
};

export type UpstreamOffer = {
  readonly upstream: Upstream;
  /** all: every model that the upstream lists and a hosted price rule fits, under the upstream's own names and within these bounds. */
  readonly models:
    | { readonly kind: 'named'; readonly models: readonly OfferedModel[] }
    | { readonly kind: 'all'; readonly bounds: ModelBounds };
};

export type OpenUpstreams = {
  /** In the order in which they are asked where several offer the same model. */
  readonly offers: readonly UpstreamOffer[];
  /** May be called twice. */
  close(): Promise<void>;
};

export const usualBounds: ModelBounds = {
  maxOutputTokens: 4096,
  contextLength: null,
  imageTokens: 3000,
  remoteImages: false,
};
