// Over the chat while files are held above the window.
import { Paperclip } from 'lucide-react';
import { words } from '../../../words.ts';

export function DropSign() {
  return (
    <div className="pointer-events-none fixed inset-2 z-30 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-paper/85">
      <p className="flex items-center gap-2.5 text-lg font-medium text-accent-ink">
        <Paperclip aria-hidden="true" className="size-5" />
        {words.files.drop}
      </p>
    </div>
  );
}
