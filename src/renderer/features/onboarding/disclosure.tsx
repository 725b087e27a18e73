// A question one may open for more; closed it costs one line.
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

export function Disclosure({
  question,
  children,
}: {
  readonly question: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <details className="group mt-4">
      <summary className="-ml-1 flex w-fit items-center gap-1 rounded-sm pr-1.5 text-sm font-medium text-accent-ink underline-offset-4 hover:underline [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden="true" className="size-4 transition-transform group-open:rotate-90" />
        {question}
      </summary>
      {children}
    </details>
  );
}
