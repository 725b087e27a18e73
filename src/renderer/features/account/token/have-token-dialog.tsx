// "Restore credits": credits from another computer, or a token that was put aside here, come into use.
import { useState, type ReactNode } from 'react';
import { useAccount } from '../../../rpc/core-context.tsx';
import { useWays } from '../../../shared/ways.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { TallyMark } from '../../../ui/tally-mark.tsx';
import { Waiting } from '../waiting.tsx';
import { ChooseTokenPlace } from './choose-token-place.tsx';
import { KeptTokens } from './kept-tokens.tsx';
import { sayMoved, sayMoveNo, saySetAside, type MoveNo } from './move-words.ts';
import { readToken, sayIncomplete } from './token-entry.ts';
import { TokenField } from './token-field.tsx';
import { useMove } from './use-move.ts';
import { words } from '../../../words.ts';

type HaveTokenDialogProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
};

export function HaveTokenDialog({ isOpen, onClose }: HaveTokenDialogProps): ReactNode {
  return isOpen ? <OpenDialog onClose={onClose} /> : null;
}

function OpenDialog({ onClose }: Omit<HaveTokenDialogProps, 'isOpen'>): ReactNode {
  const [step, { take, restore, back }] = useMove();
  // Outlives the answer, so that after a no it need not be pasted again; it goes with the dialog.
  const [text, setText] = useState('');
  return (
    <Dialog
      isOpen
      isSticky
      onOpenChange={(open) => !open && onClose()}
      title={step.kind === 'asking_place' ? words.tokens.place.title : words.tokens.restoring.title}
    >
      {step.kind === 'choosing' ? (
        <Entry no={step.no} text={text} onText={setText} onUse={take} onRestore={restore} onClose={onClose} />
      ) : null}
      {step.kind === 'moving' ? <Waiting takesFocus text={words.tokens.restoring.checking} /> : null}
      {step.kind === 'asking_place' ? (
        <ChooseTokenPlace isPaid trouble={step.trouble} onChosen={(place) => take(step.token, place)} onBack={back} />
      ) : null}
      {step.kind === 'moved' ? (
        <div role="status" className="flex flex-col items-center py-6 text-center">
          <TallyMark size={64} className="text-ink" />
          <p className="mt-4 text-lg font-semibold tracking-tight tabular-nums">{sayMoved(step.state)}</p>
          {/* What had the focus is gone with the form. */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <Button variant="primary" className="mt-6" autoFocus onClick={onClose}>
            {words.tokens.restoring.backToChat}
          </Button>
        </div>
      ) : null}
    </Dialog>
  );
}

type EntryProps = {
  readonly no: MoveNo | null;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onUse: (token: string) => void;
  readonly onRestore: (id: string) => void;
  readonly onClose: () => void;
};

function Entry({ no, text, onText, onUse, onRestore, onClose }: EntryProps): ReactNode {
  const { saveKit } = useWays();
  const account = useAccount().value;
  const [hasTried, setTried] = useState(false);
  const entry = readToken(text);
  const aside = account === null ? null : saySetAside(account);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (entry.kind === 'ok') onUse(entry.token);
      }}
    >
      <p className="text-ink-2">{words.tokens.restoring.enter}</p>
      {no === null ? null : (
        <Notice role="alert" tone="warning" className="mt-4">
          {sayMoveNo(no)}
        </Notice>
      )}
      <TokenField
        text={text}
        entry={entry}
        error={hasTried ? sayIncomplete(entry) : null}
        takesFocus={no !== null}
        onText={onText}
      />
      {aside === null ? null : (
        <Notice
          className="mt-4"
          actions={
            account?.tokenPlace === 'memory' ? (
              <Button size="sm" onClick={saveKit}>
                {words.tokens.actions.saveKit}
              </Button>
            ) : null
          }
        >
          {aside}
        </Notice>
      )}
      <KeptTokens onUse={onRestore} />
      <DialogActions>
        <Button onClick={onClose}>{words.tokens.cancel}</Button>
        <Button type="submit" variant="primary">
          {words.tokens.restoring.restore}
        </Button>
      </DialogActions>
    </form>
  );
}
