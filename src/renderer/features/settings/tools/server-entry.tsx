// One server of the list: on or off, what it runs, how it is, its tools, and what can be done with it.
import { ChevronDown, Pencil, RotateCcw, Trash2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import type { ToolServer } from '../../../../preload/contract/tools.ts';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { words } from '../../../words.ts';
import { Ask } from './ask.tsx';
import { ServerTrouble, StateLine } from './server-state.tsx';
import { ServerWords } from './server-words.tsx';
import { ShownWay } from './shown-way.tsx';
import { ToolList } from './tool-list.tsx';
import type { ToolActions } from './use-tool-actions.ts';

export type Question = 'start' | 'remove';

type ServerEntryProps = {
  readonly server: ToolServer;
  readonly actions: ToolActions;
  /** null: nothing is asked about it. */
  readonly question: Question | null;
  readonly onQuestion: (question: Question | null) => void;
  readonly onEdit: () => void;
};

export function ServerEntry({ server, actions, question, onQuestion, onEdit }: ServerEntryProps): ReactNode {
  const { name, way, state } = server;
  const [showsTools, setShowsTools] = useState(false);
  const toolsId = useId();
  const tools = state.kind === 'ready' ? state.tools : [];
  return (
    <li className="px-4 py-3.5" aria-label={name}>
      <Switch
        label={name}
        hint={<StateLine state={state} />}
        isOn={state.kind !== 'off'}
        onChange={(isOn) => (isOn ? onQuestion('start') : actions.setOn(server, false))}
      />
      <div className="mt-2">
        <ShownWay way={way} />
      </div>
      <ServerTrouble
        state={state}
        restart={
          <Button size="sm" onClick={() => actions.restart(server)}>
            {words.tools.restartNow}
          </Button>
        }
      />
      <div className="mt-2 flex flex-wrap items-center gap-1">
        {tools.length === 0 ? null : (
          <Button
            variant="ghost"
            size="sm"
            className="-ml-2.5"
            aria-expanded={showsTools}
            aria-controls={toolsId}
            onClick={() => setShowsTools(!showsTools)}
          >
            {words.tools.tool.all(tools.length)}
            <ChevronDown
              aria-hidden="true"
              className={cx('size-4 text-ink-3 transition-transform', showsTools && 'rotate-180')}
            />
          </Button>
        )}
        {state.kind === 'ready' && way.kind === 'stdio' ? <ServerWords id={server.id} name={name} /> : null}
        <span className="ml-auto flex">
          {state.kind === 'ready' || state.kind === 'starting' ? (
            <IconButton
              size="sm"
              label={words.tools.server.restart(name)}
              icon={<RotateCcw />}
              onClick={() => actions.restart(server)}
            />
          ) : null}
          <IconButton size="sm" label={words.tools.server.edit(name)} icon={<Pencil />} onClick={onEdit} />
          <IconButton
            size="sm"
            label={words.tools.server.remove(name)}
            icon={<Trash2 />}
            onClick={() => onQuestion('remove')}
          />
        </span>
      </div>
      {question === 'start' ? (
        <StartAsk
          server={server}
          onYes={() => {
            actions.setOn(server, true);
            onQuestion(null);
          }}
          onNo={() => onQuestion(null)}
        />
      ) : null}
      {question === 'remove' ? (
        <RemoveAsk name={name} onYes={() => actions.remove(server)} onNo={() => onQuestion(null)} />
      ) : null}
      <div id={toolsId} hidden={!showsTools}>
        {showsTools && tools.length > 0 ? <ToolList server={server} tools={tools} actions={actions} /> : null}
      </div>
    </li>
  );
}

type AnswersProps = { readonly onYes: () => void; readonly onNo: () => void };

/** Nothing runs on this computer before its exact command has been seen. */
function StartAsk({ server: { name, way }, onYes, onNo }: AnswersProps & { readonly server: ToolServer }): ReactNode {
  const say = words.tools.confirm;
  const isProgram = way.kind === 'stdio';
  return (
    <Ask
      title={isProgram ? say.title(name) : say.addressTitle(name)}
      onNo={onNo}
      actions={
        <>
          <Button variant="primary" onClick={onYes}>
            {isProgram ? say.start : say.connect}
          </Button>
          <Button onClick={onNo}>{say.notNow}</Button>
        </>
      }
    >
      <ShownWay way={way} />
      <p>{isProgram ? say.text : say.addressText}</p>
    </Ask>
  );
}

function RemoveAsk({ name, onYes, onNo }: AnswersProps & { readonly name: string }): ReactNode {
  return (
    <Ask
      title={words.tools.server.removeAsk(name)}
      onNo={onNo}
      actions={
        <>
          <Button variant="danger" onClick={onYes}>
            {words.tools.server.removeYes}
          </Button>
          <Button onClick={onNo}>{words.tools.server.removeNo}</Button>
        </>
      }
    />
  );
}
