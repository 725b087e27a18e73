// A menu at an answer: have it made again by another model, of whatever venue, or compare it with that one's.
import { ArrowLeftRight, Cloud, Columns2, Monitor } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import { formatAbout } from '../../shared/amounts.ts';
import { DropdownMenu } from '../../ui/dropdown-menu.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { allModels, findHosted, findOwn, isSameModel, madeBy, sayNameAndPlace, type Offer } from './model-ref.ts';
import { useTurnActions } from './turn-actions.tsx';
import { words } from '../../words.ts';

type AnotherModelProps = { readonly answer: AnswerMessage; readonly onChoose: (model: ModelRef) => void };

export function AnotherModel({ answer, onChoose }: AnotherModelProps) {
  const { offer, onCompare } = useTurnActions();
  const others = allModels(offer).filter((model) => !isSameModel(model, madeBy(answer)));
  if (others.length === 0) return null;
  return (
    <DropdownMenu
      align="start"
      trigger={<IconButton size="sm" label={words.chat.answer.anotherModel} icon={<ArrowLeftRight />} />}
      items={[
        ...others.map((model) => ({
          kind: 'action' as const,
          label: sayNameAndPlace(model, offer),
          icon: iconOf(model, offer),
          onSelect: () => onChoose(model),
        })),
        { kind: 'separator' },
        ...others.map((model) => ({
          kind: 'action' as const,
          label: sayComparing(model, offer),
          icon: <Columns2 aria-hidden="true" />,
          onSelect: () => onCompare(answer, model),
        })),
      ]}
    />
  );
}

/** What a hosted one costs is said before it is asked, also where the chat was agreed to be sent there. */
function sayComparing(model: ModelRef, offer: Offer): string {
  const name = sayNameAndPlace(model, offer);
  const price = sayPrice(model, offer);
  return price === null ? words.compare.with(name) : words.compare.withAtPrice(name, price);
}

/** "gpt-4o (Acme), about 0.4 credits for a short answer". */
export function sayNameAndPrice(model: ModelRef, offer: Offer): string {
  const name = sayNameAndPlace(model, offer);
  const price = sayPrice(model, offer);
  return price === null ? name : words.compare.nameAtPrice(name, price);
}

/** null: it costs nothing. */
function sayPrice(model: ModelRef, offer: Offer): string | null {
  const price = findHosted(offer.hosted, model)?.shortAnswerMicrocredits ?? 0;
  return price === 0 ? null : formatAbout(price);
}

export function iconOf(model: ModelRef, offer: Offer): ReactNode {
  return isInCloud(model, offer) ? <Cloud aria-hidden="true" /> : <Monitor aria-hidden="true" />;
}

function isInCloud(model: ModelRef, offer: Offer): boolean {
  return model.venue === 'hosted' || findOwn(offer, model)?.place === 'cloud';
}
