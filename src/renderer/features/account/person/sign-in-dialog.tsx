// Signing in: the browser does it, and this says what it waits for, what was in the way, and who pays afterwards.
import { ExternalLink } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { AccountState } from '../../../../preload/contract/account.ts';
import { useAccount, useCore } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { words } from '../../../words.ts';
import { Waiting } from '../waiting.tsx';
import { PayerChoice } from './payer-choice.tsx';
import { sayWhoPays } from './person-view.ts';

type Props = { readonly isOpen: boolean; readonly onClose: () => void };

export function SignInDialog({ isOpen, onClose }: Props): ReactNode {
  return isOpen ? <OpenSignInDialog onClose={onClose} /> : null;
}

function OpenSignInDialog({ onClose }: Pick<Props, 'onClose'>): ReactNode {
  const core = useCore();
  const { value: account } = useAccount();
  const hasBegun = useRef(false);
  const begin = (): void => void core.account.signIn().catch(() => undefined);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    void core.account.signIn().catch(() => undefined);
  }, [core]);
  const close = (): void => {
    void core.account.cancelSignIn().catch(() => undefined);
    onClose();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isStillOpen) => !isStillOpen && close()}
      title={words.person.waiting.title}
      size="md"
      isSticky
    >
      <Step account={account} onBegin={begin} onClose={close} />
    </Dialog>
  );
}

type StepProps = {
  readonly account: AccountState | null;
  readonly onBegin: () => void;
  readonly onClose: () => void;
};

function Step({ account, onBegin, onClose }: StepProps): ReactNode {
  if (account === null) return <Waiting takesFocus text={words.person.waiting.opening} />;
  const { session, signingIn, trouble, issuer } = account.person;
  if (trouble !== null) {
    return (
      <>
        <Notice role="alert" tone="warning">
          {words.person.trouble(trouble)}
        </Notice>
        <DialogActions>
          <Button onClick={onClose}>{words.person.cancel}</Button>
          <Button variant="primary" onClick={onBegin}>
            {words.person.tryAgain}
          </Button>
        </DialogActions>
      </>
    );
  }
  if (signingIn !== null) {
    const say = words.person.waiting;
    const host = issuer ?? '';
    return (
      <>
        <Waiting takesFocus text={signingIn.url === null ? say.isOpen(host) : say.toOpen(host)} />
        <p className="text-center text-sm text-ink-3">{say.ends(words.formats.clock(signingIn.endsAt))}</p>
        <DialogActions>
          <Button onClick={onClose}>{words.person.cancel}</Button>
          {signingIn.url === null ? null : (
            <LinkButton
              href={signingIn.url}
              variant="primary"
              icon={<ExternalLink aria-hidden="true" className="size-4" />}
            >
              {say.open}
            </LinkButton>
          )}
        </DialogActions>
      </>
    );
  }
  if (session.kind === 'in') return <Done account={account} onClose={onClose} />;
  return <Waiting takesFocus text={words.person.waiting.opening} />;
}

function Done({ account, onClose }: { readonly account: AccountState; readonly onClose: () => void }): ReactNode {
  const who = words.person.nameOf(account.person.session);
  return (
    <>
      <Notice role="status" tone="positive" title={who === null ? words.person.unnamed : words.person.signedIn(who)}>
        {sayWhoPays(account)} {account.tokenPlace === null ? null : words.person.payer.stays}
      </Notice>
      <div className="mt-4">
        <PayerChoice account={account} />
      </div>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {words.person.done}
        </Button>
      </DialogActions>
    </>
  );
}
