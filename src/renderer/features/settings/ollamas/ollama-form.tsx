// One Ollama as it is written: its name, its address, and the headers it is sent. Values that are kept are never shown again.
import { Plus, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { OllamaId } from '../../../../preload/contract/ids.ts';
import { headersMax } from '../../../../preload/contract/ollama-limits.ts';
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { words } from '../../../words.ts';
import { changed, readForm, type HeaderField, type OllamaFields } from './ollama-fields.ts';
import { usePut } from './use-put.ts';

type OllamaFormProps = {
  readonly id: OllamaId;
  readonly isNew: boolean;
  readonly kept: OllamaFields;
  readonly onKept: (headersIn: TokenPlace | null) => void;
  readonly onCancel: () => void;
};

const mono = 'font-mono text-sm [font-variant-ligatures:none]';
const plain = { spellCheck: false, autoCapitalize: 'off', autoComplete: 'off' } as const;

export function OllamaForm({ id, isNew, kept, onKept, onCancel }: OllamaFormProps): ReactNode {
  const [fields, setFields] = useState(kept);
  const { put, isBusy, trouble } = usePut(onKept);
  const read = readForm(id, fields);
  return (
    <form
      aria-label={isNew ? words.ollamas.add : words.ollamas.edit(kept.name === '' ? kept.address : kept.name)}
      className="flex flex-col gap-4 py-1"
      onSubmit={(event) => {
        event.preventDefault();
        if (read.kind === 'ok' && !isBusy) put(read.draft);
      }}
    >
      <TextField
        label={words.ollamas.name}
        hint={words.ollamas.nameHint}
        value={fields.name}
        maxLength={60}
        // The form has just been asked for.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        autoComplete="off"
        onChange={(event) => setFields({ ...fields, name: event.target.value })}
      />
      <div className="flex flex-col gap-2">
        <TextField
          label={words.ollamas.address}
          value={fields.address}
          inputMode="url"
          {...plain}
          placeholder="http://192.168.1.20:11434"
          onChange={(event) => setFields(changed(fields, event.target.value, kept.address))}
          inputClassName={mono}
        />
        {read.isInTheClear ? <Notice tone="warning">{words.ollamas.notEncrypted}</Notice> : null}
      </div>
      <Headers headers={fields.headers} onChange={(headers) => setFields({ ...fields, headers })} />
      {trouble === null ? null : (
        <p role="alert" className="text-sm text-danger">
          {trouble}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          isBusy={isBusy}
          disabledReason={read.kind === 'ok' ? null : read.reason}
        >
          {isNew ? words.ollamas.saveNew : words.ollamas.save}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {words.ollamas.cancel}
        </Button>
      </div>
    </form>
  );
}

type HeadersProps = {
  readonly headers: readonly HeaderField[];
  readonly onChange: (headers: readonly HeaderField[]) => void;
};

function Headers({ headers, onChange }: HeadersProps): ReactNode {
  const change = (at: number, next: Partial<HeaderField>): void =>
    onChange(headers.map((one, index) => (index === at ? { ...one, ...next } : one)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{words.ollamas.headers}</legend>
      <p className="text-sm text-ink-3">{words.ollamas.headersHint}</p>
      {headers.map((header, at) => (
        <div key={header.key} className="flex flex-wrap items-end gap-2">
          <TextField
            className="min-w-0 flex-1 basis-36"
            label={words.ollamas.headerName}
            value={header.name}
            {...plain}
            placeholder={words.ollamas.headerSample}
            onChange={(event) => change(at, { name: event.target.value, isKept: false })}
            inputClassName={mono}
          />
          <TextField
            className="min-w-0 flex-1 basis-36"
            label={words.ollamas.headerValue}
            type="password"
            value={header.value}
            {...plain}
            autoComplete="new-password"
            placeholder={header.isKept ? words.ollamas.headerKept : words.ollamas.valueSample}
            onChange={(event) => change(at, { value: event.target.value })}
            inputClassName={mono}
          />
          <IconButton
            label={words.ollamas.removeHeader(header.name)}
            icon={<X />}
            onClick={() => onChange(headers.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      {headers.length >= headersMax ? null : (
        <div>
          <Button
            size="sm"
            icon={<Plus aria-hidden="true" className="size-3.5" />}
            onClick={() => onChange([...headers, { key: nextKey(headers), name: '', value: '', isKept: false }])}
          >
            {words.ollamas.addHeader}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function nextKey(headers: readonly HeaderField[]): number {
  return Math.max(0, ...headers.map(({ key }) => key)) + 1;
}
