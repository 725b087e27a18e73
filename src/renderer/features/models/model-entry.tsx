// One model of the list: what it is in a line, and beneath it its facts, a copy, or that it is about to go.
import { ChevronDown, CopyPlus, Trash2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import type { Removal } from '../../../preload/contract/downloads.ts';
import type { ManagedModel } from '../../../preload/contract/manager.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { useChosenOllama } from '../../shared/chosen-ollama.tsx';
import { Capabilities } from '../../shared/downloads/capabilities.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { useToast } from '../../ui/toast.tsx';
import { words } from '../../words.ts';
import { CopyForm } from './copy-form.tsx';
import { ModelFacts } from './model-facts.tsx';
import { sayLine } from './model-words.ts';
import { RemovalNote } from './removal-note.tsx';

type ModelEntryProps = {
  readonly model: ManagedModel;
  readonly address: string;
  readonly isInMemory: boolean;
  readonly removal: Removal | null;
};

export function ModelEntry({ model, address, isInMemory, removal }: ModelEntryProps): ReactNode {
  const core = useCore();
  const ollama = useChosenOllama();
  const toast = useToast();
  const [open, setOpen] = useState<'facts' | 'copy' | null>(null);
  const factsId = useId();
  const { name } = model;
  const isGoing = removal !== null && removal.state.kind !== 'failed';
  const remove = (): void => {
    core.downloads.remove({ ollama, name }).catch(() => toast.show({ text: words.manager.notDone }));
  };
  return (
    <li className="px-4 py-2.5" aria-label={name}>
      <div className="flex items-center gap-1">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <MiddleText text={name} className={cx('font-medium', isGoing && 'text-ink-3 line-through')} />
            <Capabilities of={model.capabilities} />
            {isInMemory ? (
              <span className="inline-flex h-5 shrink-0 items-center rounded-full bg-positive-soft px-2 text-2xs font-medium text-positive">
                {words.manager.inMemory}
              </span>
            ) : null}
            {model.place === 'cloud' ? (
              <span className="inline-flex h-5 shrink-0 items-center rounded-full bg-warning-soft px-2 text-2xs font-medium text-warning">
                {words.chat.models.cloud}
              </span>
            ) : null}
          </div>
          <p className="text-sm wrap-anywhere text-ink-3">{sayLine(model, address)}</p>
        </div>
        {isGoing ? null : (
          <>
            <IconButton
              size="sm"
              label={words.manager.copy(name)}
              icon={<CopyPlus />}
              onClick={() => setOpen(open === 'copy' ? null : 'copy')}
            />
            <IconButton size="sm" label={words.manager.remove(name)} icon={<Trash2 />} onClick={remove} />
            <IconButton
              size="sm"
              label={words.manager.details(name)}
              aria-expanded={open === 'facts'}
              aria-controls={open === 'facts' ? factsId : undefined}
              icon={<ChevronDown className={cx('transition-transform', open === 'facts' && 'rotate-180')} />}
              onClick={() => setOpen(open === 'facts' ? null : 'facts')}
            />
          </>
        )}
      </div>
      {removal === null ? null : <RemovalNote removal={removal} freesBytes={model.freesBytes} />}
      {open === 'copy' && !isGoing ? <CopyForm name={name} onClose={() => setOpen(null)} /> : null}
      {open === 'facts' && !isGoing ? (
        <div id={factsId}>
          <ModelFacts model={model} address={address} />
        </div>
      ) : null}
    </li>
  );
}
