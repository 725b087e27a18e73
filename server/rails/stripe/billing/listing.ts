// Lists of Stripe's, page after page, with a bound.
import type { z } from 'zod';
import { RailUnavailable } from '../../rail.ts';
import { ask } from '../connect-stripe.ts';
import { page } from './shapes.ts';

const pageSize = 100;
const pagesMax = 20;

export type PageAsked = { readonly limit: number; readonly starting_after?: string };

/** All of it, newest first as Stripe has it. Throws RailUnavailable where there is more than can be read. */
export async function listAll<Item extends z.ZodType<{ readonly id: string }>>(
  { to, shape, signal }: { readonly to: string; readonly shape: Item; readonly signal: AbortSignal },
  call: (asked: PageAsked) => Promise<unknown>,
): Promise<readonly z.output<Item>[]> {
  const all: z.output<Item>[] = [];
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const after = all.at(-1)?.id;
    const { data, has_more: hasMore } = await ask({ to, shape: page(shape), signal }, () =>
      call({ limit: pageSize, ...(after === undefined ? {} : { starting_after: after }) }),
    );
    all.push(...data);
    if (!hasMore || data.length === 0) return all;
  }
  throw new RailUnavailable(`Stripe was asked to ${to}, and there is more than can be read`);
}
