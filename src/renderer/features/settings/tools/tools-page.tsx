// The servers that give models their tools: the list of them, and the two ways to add one.
import { ClipboardPaste, Plus } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ToolServer, ToolServerId } from '../../../../preload/contract/tools.ts';
import { useToolServers } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { words } from '../../../words.ts';
import { commandLine } from './command-line.ts';
import { PasteForm, type Imported } from './paste-form.tsx';
import { exampleDraft, startDraft, type ServerDraft } from './server-draft.ts';
import { ServerEntry, type Question } from './server-entry.tsx';
import { ServerForm } from './server-form.tsx';
import { CommandText } from './shown-way.tsx';
import { useToolActions } from './use-tool-actions.ts';

type View =
  | { readonly kind: 'list' }
  | { readonly kind: 'form'; readonly server: ToolServer | null; readonly start: ServerDraft }
  | { readonly kind: 'paste' };

type Asked = { readonly id: ToolServerId; readonly question: Question };

export function ToolsPage(): ReactNode {
  const { value: servers } = useToolServers();
  const [view, setView] = useState<View>({ kind: 'list' });
  const [asked, setAsked] = useState<Asked | null>(null);
  const [imported, setImported] = useState<Imported | null>(null);
  const [comesBack, setComesBack] = useState(false);
  const toList = (): void => {
    setComesBack(true);
    setView({ kind: 'list' });
  };
  if (servers === null) return <Spinner label={words.tools.loading} />;
  switch (view.kind) {
    case 'form':
      return (
        <ServerForm
          server={view.server}
          start={view.start}
          onClose={toList}
          onSaved={(id) => {
            setImported(null);
            // A new one is off; what it runs is shown once more, and then it may start.
            if (view.server === null) setAsked({ id, question: 'start' });
            toList();
          }}
        />
      );
    case 'paste':
      return (
        <PasteForm
          onClose={toList}
          onRead={(read) => {
            setImported(read);
            toList();
          }}
        />
      );
    case 'list':
      return (
        <List
          servers={servers}
          asked={asked}
          onAsked={setAsked}
          imported={imported}
          onView={setView}
          comesBack={comesBack}
        />
      );
  }
}

type ListProps = {
  readonly servers: readonly ToolServer[];
  readonly asked: Asked | null;
  readonly onAsked: (asked: Asked | null) => void;
  readonly imported: Imported | null;
  readonly onView: (view: View) => void;
  /** From a form, whose fields are gone. */
  readonly comesBack: boolean;
};

function List({ servers, asked, onAsked, imported, onView, comesBack }: ListProps): ReactNode {
  const actions = useToolActions();
  const add = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (comesBack && document.activeElement === document.body) add.current?.focus();
  }, [comesBack]);
  const toForm = (server: ToolServer | null, start = startDraft(server)): void =>
    onView({ kind: 'form', server, start });
  const buttons = (
    <>
      <Button
        ref={add}
        variant={servers.length === 0 ? 'primary' : 'secondary'}
        icon={<Plus className="size-4" aria-hidden="true" />}
        onClick={() => toForm(null)}
      >
        {words.tools.add}
      </Button>
      <Button icon={<ClipboardPaste className="size-4" aria-hidden="true" />} onClick={() => onView({ kind: 'paste' })}>
        {words.tools.paste}
      </Button>
    </>
  );
  return (
    <div className="flex flex-col gap-4">
      {imported === null ? null : <ImportedNote imported={imported} />}
      {servers.length === 0 ? (
        <Empty buttons={buttons} onExample={() => toForm(null, exampleDraft())} />
      ) : (
        <>
          <p className="text-sm text-ink-2">{words.tools.intro}</p>
          <div className="flex flex-wrap gap-2">{buttons}</div>
          <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
            {servers.map((server) => (
              <ServerEntry
                key={server.id}
                server={server}
                actions={actions}
                question={asked?.id === server.id ? asked.question : null}
                onQuestion={(question) => onAsked(question === null ? null : { id: server.id, question })}
                onEdit={() => toForm(server)}
              />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Empty({ buttons, onExample }: { readonly buttons: ReactNode; readonly onExample: () => void }): ReactNode {
  const say = words.tools.empty;
  return (
    <>
      <EmptyState size="sm" title={say.title} actions={buttons}>
        <p>{say.text}</p>
        <p className="mt-2">{words.tools.intro}</p>
      </EmptyState>
      <div className="flex flex-col items-start gap-2 border-t border-line pt-4">
        <p className="text-sm text-ink-2">{say.example}</p>
        <div className="w-full">
          <CommandText text={commandLine(words.tools.example)} />
        </div>
        <Button size="sm" onClick={onExample}>
          {say.startFrom}
        </Button>
      </div>
    </>
  );
}

function ImportedNote({ imported: { added, skipped } }: { readonly imported: Imported }): ReactNode {
  const say = words.tools.pasting;
  return (
    <Notice role="status" tone={added.length === 0 ? 'warning' : 'positive'}>
      <p className="text-ink">{added.length === 0 ? say.noneAdded : say.added(added)}</p>
      {skipped.length === 0 ? null : (
        <ul className="mt-1 list-disc ps-5">
          {skipped.map((one, index) => (
            <li key={index}>{say.skipped(one)}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
