// Under a message of which not all that is stored can be read: that some is missing here, and that nothing is lost.
import type { Message } from '../../../preload/contract/message.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from '../../words.ts';

type UnreadableNoteProps = {
  readonly message: Pick<Message, 'id' | 'role' | 'unreadable'>;
  readonly className?: string;
};

export function UnreadableNote({ message, className = '' }: UnreadableNoteProps) {
  if (!message.unreadable) return null;
  const said = words.chat.unreadable;
  return (
    <Notice tone="warning" className={className} title={message.role === 'user' ? said.question : said.answer}>
      {said.kept(message.id)}
    </Notice>
  );
}
