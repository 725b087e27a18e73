// A chat as the choices about its context see it.
import type { ChatId } from '../../../../preload/contract/ids.ts';
import type { Message } from '../../../../preload/contract/message.ts';
import type { ModelRef } from '../../../../preload/contract/models.ts';
import type { Seen } from './use-context.ts';
import type { ModelWindow } from './use-window.ts';

export type Writer = Pick<Extract<ModelRef, { venue: 'local' }>, 'name' | 'ollama'>;

/** What the four choices work on. */
export type Situation = {
  readonly chatId: ChatId;
  readonly path: readonly Message[];
  readonly seen: Seen;
  readonly model: ModelRef | null;
  /** Who writes summaries: one of the person's own; null: there is none. */
  readonly writer: Writer | null;
  readonly window: ModelWindow;
  /** The chat is too long: what was not answered is asked again once it fits. */
  readonly onFits: () => void;
  readonly onWindow: (numCtx: number) => void;
  readonly onOpenChat: (id: ChatId) => void;
};
