// A menu at an answer: have it made again by another model, of whatever venue.
import { ArrowLeftRight, Cloud, Monitor } from 'lucide-react';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import { DropdownMenu } from '../../ui/dropdown-menu.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { allModels, isSameModel, madeBy, ownModels, sayNameAndPlace, type Offer } from './model-ref.ts';
import { useTurnActions } from './turn-actions.tsx';
import { words } from '../../words.ts';

type AnotherModelProps = { readonly answer: AnswerMessage; readonly onChoose: (model: ModelRef) => void };

export function AnotherModel({ answer, onChoose }: AnotherModelProps) {
  const { offer } = useTurnActions();
  const others = allModels(offer).filter((model) => !isSameModel(model, madeBy(answer)));
  if (others.length === 0) return null;
  return (
    <DropdownMenu
      align="start"
      trigger={<IconButton size="sm" label={words.chat.answer.anotherModel} icon={<ArrowLeftRight />} />}
      items={others.map((model) => ({
        kind: 'action',
        label: sayNameAndPlace(model, offer),
        icon: isInCloud(model, offer) ? <Cloud aria-hidden="true" /> : <Monitor aria-hidden="true" />,
        onSelect: () => onChoose(model),
      }))}
    />
  );
}

function isInCloud({ name, venue }: ModelRef, { ollama }: Offer): boolean {
  return venue === 'hosted' || ownModels(ollama).some((own) => own.name === name && own.place === 'cloud');
}
