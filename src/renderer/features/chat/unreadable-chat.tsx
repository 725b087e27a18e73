// Of a chat of which not all can be read: sentences that say so, until somebody has read them.
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { focusFirst, homeOfFocus } from '../../ui/focus-return.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../../words.ts';

type UnreadableChatProps = {
  /** Some of what is stored about the chat itself cannot be. */
  readonly isUnreadable: boolean;
  /** How many of its messages cannot be, and have no place among the others. */
  readonly unshown: number;
};

export function UnreadableChat({ isUnreadable, unshown }: UnreadableChatProps) {
  const [isRead, setRead] = useState(false);
  const said = words.chat.unreadableChat;
  const sentences = [...(isUnreadable ? [said.itself] : []), ...(unshown > 0 ? [said.messages(unshown)] : [])];
  if (isRead || sentences.length === 0) return null;
  const dismiss = (
    <Button
      size="sm"
      onClick={() => {
        focusFirst([homeOfFocus()]);
        setRead(true);
      }}
    >
      {words.chat.dismiss}
    </Button>
  );
  return (
    <div className="mx-auto w-full max-w-column px-3 pb-2 sm:px-6">
      <Notice tone="warning" actions={dismiss}>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Notice>
    </div>
  );
}
