// The server's checkout page inside the dialog, walled off: its own origin, no way to steer the app, a way out into a tab of its own.
import { ExternalLink } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Spinner } from '../../ui/spinner.tsx';
import { words } from '../../words.ts';

export function CheckoutFrame({ url }: { readonly url: string }): ReactNode {
  const [isLoaded, setLoaded] = useState(false);
  return (
    <div>
      <div className="relative overflow-hidden rounded-lg border border-line bg-raised">
        <iframe
          src={url}
          title={words.buying.checkout.title}
          // Its own origin, the server's, is not the app's: it may keep its own cookies and reach nothing of ours.
          // oxlint-disable-next-line react/iframe-missing-sandbox
          sandbox="allow-scripts allow-forms allow-same-origin allow-popups"
          allow="payment"
          referrerPolicy="no-referrer"
          onLoad={() => setLoaded(true)}
          // In a low window it takes all the height that the dialog has, so that its button to pay is in sight.
          className="block h-[min(26rem,48vh)] w-full [@media(height<30rem)]:h-[max(48vh,100vh-9.5rem)]"
        />
        {isLoaded ? null : (
          <div className="absolute inset-0 flex flex-col items-center justify-center gap-3 bg-raised text-ink-2">
            <Spinner size={32} label={null} />
            {words.buying.checkout.opening}
          </div>
        )}
      </div>
      <p className="mt-2 flex justify-between gap-3 text-sm text-ink-3">
        <span className="truncate">{new URL(url).host}</span>
        <a
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          className="inline-flex shrink-0 items-center gap-1.5 rounded-sm text-accent-ink underline-offset-4 hover:underline"
        >
          {words.buying.checkout.newTab}
          <ExternalLink aria-hidden="true" className="size-3.5" />
        </a>
      </p>
    </div>
  );
}
