// Of a chat of which not all can be read: a sentence that says so, until somebody has read it.
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { focusFirst, homeOfFocus } from '../../ui/focus-return.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../../words.ts';

export function UnreadableChat({ isUnreadable }: { readonly isUnreadable: boolean }) {
  const [isRead, setRead] = useState(false);
  if (!isUnreadable || isRead) return null;
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
        {words.chat.unreadableChat}
      </Notice>
    </div>
  );
}
