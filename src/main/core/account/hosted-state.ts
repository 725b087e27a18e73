// What the operator offers as the page sees it, put together from what the account's parts know. Pure.
import type { HostedState } from '../../../preload/contract/hosted.ts';
import type { Slices } from './state.ts';

export function toHostedState({ link: linkSlice, hosted }: Slices): HostedState {
  const { link, config } = linkSlice.current();
  return {
    server: link.origin,
    operator: config?.name.trim() || hosted.current().operator || new URL(link.origin).host,
    // Until the first word there is nothing to say against it.
    isReachable: link.kind !== 'offline',
    models: [...hosted.current().models],
  };
}
