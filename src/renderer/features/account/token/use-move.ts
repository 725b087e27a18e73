// Moves to another token, pasted or kept here before, and follows what becomes of it.
import { isDefinedError, safe } from '@orpc/client';
import { useCallback, useState } from 'react';
import type { AccountState } from '../../../../preload/contract/account.ts';
import type { SecretTrouble, TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import type { MoveAnswer, MoveNo } from './move-words.ts';

export type MoveStep =
  | { readonly kind: 'choosing'; readonly no: MoveNo | null }
  | { readonly kind: 'moving' }
  | { readonly kind: 'asking_place'; readonly token: string; readonly trouble: SecretTrouble }
  | { readonly kind: 'moved'; readonly state: AccountState };

export type MoveActions = {
  readonly take: (token: string, keepIn?: TokenPlace) => void;
  readonly restore: (id: string) => void;
  readonly back: () => void;
};

const first: MoveStep = { kind: 'choosing', no: null };

export function useMove(): readonly [MoveStep, MoveActions] {
  const core = useCore();
  const [step, setStep] = useState<MoveStep>(first);
  const settle = useCallback(async (token: string | null, asking: Promise<MoveAnswer>) => {
    setStep({ kind: 'moving' });
    const [error, answer] = await safe(asking);
    setStep(afterMove(token, answer ?? { kind: isDefinedError(error) ? 'not_found' : 'unanswered' }));
  }, []);
  const take = useCallback(
    (token: string, keepIn?: TokenPlace) =>
      // A call of the contract; only its name looks like a hook's.
      // oxlint-disable-next-line react/hooks
      void settle(token, core.account.useToken(keepIn === undefined ? { token } : { token, keepIn })),
    [core, settle],
  );
  const restore = useCallback((id: string) => void settle(null, core.account.restoreToken({ id })), [core, settle]);
  return [step, { take, restore, back: useCallback(() => setStep(first), []) }];
}

/** `token`: the one that was pasted; null for one kept here, which has its place already. */
export function afterMove(token: string | null, answer: MoveAnswer): MoveStep {
  switch (answer.kind) {
    case 'moved':
      return { kind: 'moved', state: answer.state };
    case 'keychain_missing':
      return token === null
        ? { kind: 'choosing', no: 'unreadable' }
        : { kind: 'asking_place', token, trouble: answer.trouble };
    case 'malformed':
    case 'unknown':
    case 'offline':
    case 'unreadable':
    case 'not_found':
    case 'unanswered':
      return { kind: 'choosing', no: answer.kind };
  }
}
