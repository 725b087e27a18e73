// The one door out of an answer: a link is opened only after its whole address was shown.
import { createContext, use, useState, type ReactNode } from 'react';
import { useCore } from '../../../rpc/core-context.tsx';
import { CopyButton } from '../../../shared/copy-button.tsx';
import { openLink } from '../../../shared/open-link.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { hostOf } from './links.ts';
import { words } from '../../../words.ts';

type AskedLink = { readonly url: string; readonly hasFailed: boolean };

const LinkContext = createContext<(url: string) => void>(() => undefined);

/** Asks whether to open a link, and opens it then. */
export function useLinkGate(): (url: string) => void {
  return use(LinkContext);
}

export function LinkGate({ children }: { readonly children: ReactNode }): ReactNode {
  const core = useCore();
  const [asked, setAsked] = useState<AskedLink | null>(null);
  const [ask] = useState(() => (url: string) => setAsked({ url, hasFailed: false }));
  const open = async (link: AskedLink): Promise<void> => {
    const isOpen = await openLink(core, link.url);
    setAsked((now) => (now !== link ? now : isOpen ? null : { ...link, hasFailed: true }));
  };
  return (
    <LinkContext value={ask}>
      {children}
      <Dialog
        isOpen={asked !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setAsked(null);
        }}
        title={words.chat.link.question}
        description={asked === null ? null : words.chat.link.opens(hostOf(asked.url))}
        footer={
          <>
            <Button onClick={() => setAsked(null)}>{words.chat.cancel}</Button>
            <Button
              variant="primary"
              onClick={() => {
                if (asked !== null) void open(asked);
              }}
            >
              {words.chat.link.open}
            </Button>
          </>
        }
      >
        {asked === null ? null : (
          <>
            <p className="flex items-center gap-2 rounded-md bg-sunken py-1 pr-1 pl-3">
              <span className="min-w-0 flex-1 py-1 font-mono text-sm break-all select-all">{asked.url}</span>
              <CopyButton text={asked.url} label={words.chat.link.copy} />
            </p>
            <p role="alert" className="mt-2 text-sm text-danger empty:hidden">
              {asked.hasFailed ? sayNotOpened(asked.url) : ''}
            </p>
          </>
        )}
      </Dialog>
    </LinkContext>
  );
}

/** Only encrypted pages are opened: on any other, somebody on the way could put another page in its place. */
function sayNotOpened(url: string): string {
  return url.startsWith('https:') ? words.chat.link.notOpened : words.chat.link.onlyHttps;
}
