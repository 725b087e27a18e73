// In the panel: what can be done with the token that the credits belong to.
import { KeyRound, LogIn, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import type { AccountDialog } from '../use-account-dialogs.ts';
import { words } from '../../../words.ts';

/** `hasToken`: one is in use here and can be read. */
export function TokenActions({
  hasToken,
  onShow,
}: {
  readonly hasToken: boolean;
  readonly onShow: (dialog: AccountDialog) => void;
}): ReactNode {
  return (
    <ul className="flex flex-col border-t border-line p-1.5">
      {hasToken ? (
        <li>
          <Action icon={<KeyRound />} text={words.tokens.actions.saveKit} onClick={() => onShow('kit')} />
        </li>
      ) : null}
      <li>
        <Action icon={<LogIn />} text={words.tokens.actions.restore} onClick={() => onShow('token')} />
      </li>
      {hasToken ? (
        <li>
          <Action icon={<Trash2 />} text={words.tokens.actions.remove} onClick={() => onShow('forget')} />
        </li>
      ) : null}
    </ul>
  );
}

type ActionProps = { readonly icon: ReactNode; readonly text: string; readonly onClick: () => void };

function Action({ icon, text, onClick }: ActionProps): ReactNode {
  return (
    <Button variant="ghost" icon={icon} className="w-full justify-start! [&_svg]:size-4" onClick={onClick}>
      {text}
    </Button>
  );
}
