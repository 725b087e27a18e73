// What went wrong with an open chat itself, until somebody has read it.
import { Button } from '../../ui/button.tsx';
import { focusFirst, homeOfFocus } from '../../ui/focus-return.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../../words.ts';
import type { OpenChat } from './use-chat.ts';

export function ChatTrouble({ chat }: { readonly chat: Pick<OpenChat, 'trouble' | 'dismissTrouble'> }) {
  if (chat.trouble === null) return null;
  return (
    <div className="mx-auto w-full max-w-column px-3 pb-2 sm:px-6">
      <Notice
        tone="warning"
        role="alert"
        actions={
          <Button
            size="sm"
            onClick={() => {
              focusFirst([homeOfFocus()]);
              chat.dismissTrouble();
            }}
          >
            {words.chat.dismiss}
          </Button>
        }
      >
        {chat.trouble}
      </Notice>
    </div>
  );
}
