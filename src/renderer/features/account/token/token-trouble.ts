// Credits that were bought and cannot be spent just now, or shall not be: what happened, what is lost, and what can be done. Pure.
import type { Words } from '../../../../words/words.ts';
import type { Credits, TokenTrouble } from '../../../../preload/contract/account.ts';
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import { formatCredits } from '../../../shared/amounts.ts';
import { words } from '../../../words.ts';

export type TroubleText = {
  readonly title: string;
  readonly what: string;
  /** Whether going on without the credits is offered. */
  readonly canForget: boolean;
};

export function sayTokenTrouble(trouble: TokenTrouble): TroubleText {
  const say = words.tokens.trouble;
  switch (trouble.kind) {
    case 'gone':
      return { ...say.gone[trouble.place], canForget: true };
    case 'unreadable':
      return {
        title: say.unreadable,
        what: say.unreadableWhat(trouble.trouble),
        canForget: false,
      };
    case 'rejected':
      return { title: say.rejected, what: say.rejectedWhat, canForget: true };
  }
}

export type Forgetting = {
  readonly title: string;
  /** What is lost by it. */
  readonly loss: string;
  /** What is not. */
  readonly rest: string;
  /** A kit can be saved first: the token is there to be read. */
  readonly offersKit: boolean;
  readonly keep: string;
  readonly forget: string;
};

export type Holding = {
  readonly place: TokenPlace;
  readonly trouble: TokenTrouble | null;
  readonly credits: Pick<Credits, 'proMicrocredits'>;
};

export function sayForgetting({ place, trouble, credits }: Holding, say: Words = words): Forgetting {
  const { removing } = say.tokens;
  if (trouble?.kind === 'gone') {
    const { title, loss, rest, keep, remove } = removing.gone;
    return { title, loss, rest, offersKit: false, keep, forget: remove };
  }
  const left = credits.proMicrocredits > 0 ? formatCredits(credits.proMicrocredits, say) : null;
  const yours = removing.yours(left);
  const shared = { title: removing.title(left), keep: removing.keep, forget: removing.remove };
  if (place === 'memory')
    return {
      ...shared,
      loss: removing.lossInMemory(yours),
      rest: removing.restInMemory,
      offersKit: trouble === null,
    };
  return {
    ...shared,
    loss: removing.loss(yours),
    rest: removing.rest,
    offersKit: trouble === null || trouble.kind === 'rejected',
  };
}
