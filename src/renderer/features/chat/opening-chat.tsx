// While a chat is on its way to the page.
import { Spinner } from '../../ui/spinner.tsx';
import { words } from '../../words.ts';

export function OpeningChat() {
  return (
    <div className="flex flex-1 items-center justify-center text-ink-3">
      <Spinner size={32} label={words.chat.opening} />
    </div>
  );
}
