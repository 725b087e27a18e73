// Which of the account's dialogs is open; held by the app, since the credits, the purchase and the chat lead to them.
import { useCallback, useMemo, useState } from 'react';

export type AccountDialog = 'purchases' | 'kit' | 'token' | 'forget' | 'sign_in' | 'plans';

export type AccountDialogs = {
  /** null: none. */
  readonly shown: AccountDialog | null;
  readonly show: (dialog: AccountDialog) => void;
  readonly close: () => void;
};

export function useAccountDialogs(): AccountDialogs {
  const [shown, setShown] = useState<AccountDialog | null>(null);
  const close = useCallback(() => setShown(null), []);
  return useMemo(() => ({ shown, show: setShown, close }), [shown, close]);
}
