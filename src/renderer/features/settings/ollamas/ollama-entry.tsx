// One Ollama of the list: what it is called, where it is, how it stands, and what can be done with it.
import { Pencil, Stethoscope, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { OllamaState } from '../../../../preload/contract/models.ts';
import type { OllamaRecord } from '../../../../preload/contract/ollamas.ts';
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { nameOllama, sayPlace } from '../../../shared/place-words.ts';
import { StandingLine, type Standing } from '../../../shared/standing-line.tsx';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { MiddleText } from '../../../ui/middle-text.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';
import { Doctor } from '../doctor.tsx';
import { goesInTheClear } from './ollama-fields.ts';
import { OllamaForm } from './ollama-form.tsx';

type OllamaEntryProps = {
  readonly ollama: OllamaState;
  readonly record: OllamaRecord;
  readonly isUsual: boolean;
  /** It has just been added: it is looked at at once. */
  readonly isNew: boolean;
};

type Open = 'edit' | 'remove' | 'examine' | null;

export function OllamaEntry({ ollama, record, isUsual, isNew }: OllamaEntryProps): ReactNode {
  const core = useCore();
  const toast = useToast();
  const [open, setOpen] = useState<Open>(isNew ? 'examine' : null);
  const [headersIn, setHeadersIn] = useState<TokenPlace | null>(null);
  const name = nameOllama(ollama);
  const toggle = (what: Open): void => setOpen(open === what ? null : what);
  const failed = (): void => toast.show({ text: words.ollamas.notSaved });
  const remove = (): void => {
    core.ollamas
      .remove({ id: ollama.id })
      .then(
        ({ kind }) => toast.show({ text: kind === 'last' ? words.ollamas.last : words.ollamas.removed(name) }),
        failed,
      );
  };
  return (
    <li className="px-4 py-3" aria-label={name}>
      <div className="flex flex-wrap items-start gap-x-2 gap-y-1">
        <div className="min-w-0 flex-1 basis-48">
          <div className="flex flex-wrap items-center gap-x-2">
            <MiddleText text={name} className="font-medium" />
            {isUsual ? (
              <span className="inline-flex h-5 shrink-0 items-center rounded-full bg-positive-soft px-2 text-2xs font-medium text-positive">
                {words.ollamas.usual}
              </span>
            ) : null}
          </div>
          <p className="text-sm wrap-anywhere text-ink-3">{sayWhere(ollama, record)}</p>
          <StandingLine standing={standingOf(ollama)} className="mt-1" />
        </div>
        <div className="flex shrink-0 items-center">
          <IconButton
            size="sm"
            label={words.ollamas.check(name)}
            aria-expanded={open === 'examine'}
            icon={<Stethoscope />}
            onClick={() => toggle('examine')}
          />
          <IconButton
            size="sm"
            label={words.ollamas.edit(name)}
            aria-expanded={open === 'edit'}
            icon={<Pencil />}
            onClick={() => toggle('edit')}
          />
          <IconButton
            size="sm"
            label={words.ollamas.remove(name)}
            aria-expanded={open === 'remove'}
            icon={<Trash2 />}
            onClick={() => toggle('remove')}
          />
        </div>
      </div>
      {isUsual ? null : (
        <Button
          size="sm"
          className="mt-2"
          aria-label={`${words.ollamas.makeUsual}: ${name}`}
          onClick={() => void core.ollamas.setUsual({ id: ollama.id }).catch(failed)}
        >
          {words.ollamas.makeUsual}
        </Button>
      )}
      {headersIn === null ? null : (
        <p role="status" className="mt-2 text-sm text-ink-2">
          {words.ollamas.keptIn(headersIn)}
        </p>
      )}
      <div className="mt-3 empty:hidden">
        {open === 'examine' ? <Doctor key={ollama.address} ollama={ollama} isAsked /> : null}
        {open === 'edit' ? (
          <OllamaForm
            id={ollama.id}
            isNew={false}
            kept={{ name: record.name, address: ollama.address, headers: record.headers.map(asField) }}
            onKept={(place) => {
              setHeadersIn(place);
              setOpen('examine');
            }}
            onCancel={() => setOpen(null)}
          />
        ) : null}
        {open === 'remove' ? (
          <Notice
            tone="warning"
            role="alert"
            title={words.ollamas.removeTitle(name)}
            actions={
              <>
                <Button size="sm" variant="danger" onClick={remove}>
                  {words.ollamas.remove(name)}
                </Button>
                <Button size="sm" onClick={() => setOpen(null)}>
                  {words.ollamas.cancel}
                </Button>
              </>
            }
          >
            {words.ollamas.removeText}
          </Notice>
        ) : null}
      </div>
    </li>
  );
}

function asField(name: string, at: number) {
  return { key: at + 1, name, value: '', isKept: true };
}

/** "http://box.local:11434 · on Workshop, another computer · not encrypted". */
function sayWhere(ollama: OllamaState, { headers }: OllamaRecord): string {
  return [
    ollama.address,
    sayPlace({ place: ollama.place, ollama: null }),
    goesInTheClear(ollama.address) ? words.ollamas.inTheClear : null,
    headers.length === 0 ? null : words.ollamas.withHeaders(words.formats.list(headers)),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

export function standingOf(ollama: OllamaState): Standing {
  switch (ollama.kind) {
    case 'checking':
      return { kind: 'waiting', sentence: words.ollamas.checking };
    case 'ready':
      return {
        kind: 'good',
        sentence: words.settings.connections.ollamaThere(
          ollama.version,
          ollama.models.filter(({ isDemo }) => !isDemo).length + ollama.otherCount,
        ),
      };
    case 'unreachable': {
      const { title, remedy } = words.failures[ollama.failure.code];
      return { kind: 'bad', sentence: `${title}. ${remedy}` };
    }
  }
}
