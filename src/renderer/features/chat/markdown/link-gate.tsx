// The one door out of an answer: a link is opened only after its whole address was shown.
import { createContext, use, useCallback, useState, type ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { hostOf } from './links.ts';

type OpenLink = (url: string) => void;

const LinkContext = createContext<OpenLink>(() => undefined);

export function useOpenLink(): OpenLink {
  return use(LinkContext);
}

export function LinkGate({ onOpen, children }: { readonly onOpen: OpenLink; readonly children: ReactNode }) {
  const [asked, setAsked] = useState<string | null>(null);
  const ask = useCallback((url: string) => setAsked(url), []);
  return (
    <LinkContext value={ask}>
      {children}
      <Dialog
        isOpen={asked !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setAsked(null);
        }}
        title="Open this link?"
        description={asked === null ? null : `It opens ${hostOf(asked)} in your browser.`}
        footer={
          <>
            <Button onClick={() => setAsked(null)}>Cancel</Button>
            <Button
              variant="primary"
              onClick={() => {
                if (asked !== null) onOpen(asked);
                setAsked(null);
              }}
            >
              Open link
            </Button>
          </>
        }
      >
        <p className="rounded-md bg-sunken px-3 py-2 font-mono text-sm break-all">{asked}</p>
      </Dialog>
    </LinkContext>
  );
}
