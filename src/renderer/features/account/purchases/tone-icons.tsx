// One icon for each way a purchase can stand; the words beside it say the same.
import { CircleAlert, CircleCheck, CircleDashed, CircleSlash } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PurchaseTone } from '../purchase-view.ts';

export const toneIcons: Readonly<Record<PurchaseTone, ReactNode>> = {
  waiting: <CircleDashed aria-hidden="true" className="size-4 text-ink-3" />,
  good: <CircleCheck aria-hidden="true" className="size-4 text-positive" />,
  attention: <CircleAlert aria-hidden="true" className="size-4 text-warning" />,
  over: <CircleSlash aria-hidden="true" className="size-4 text-ink-3" />,
};
