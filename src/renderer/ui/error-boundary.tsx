// Keeps a broken part from taking the rest with it, and says so in words.
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import type { Words } from '../../words/words.ts';
import { words } from '../words.ts';

type ErrorBoundaryProps = {
  /** What broke, for the sentence: "this chat". */
  readonly part: keyof Words['page']['broken'];
  readonly children: ReactNode;
  /** A new value mends the boundary: the id of what is shown. */
  readonly resetKey?: string | null;
  readonly onError?: (error: Error, info: ErrorInfo) => void;
};
type ErrorBoundaryState = { readonly error: Error | null; readonly resetKey: string | null };

export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, resetKey: this.props.resetKey ?? null };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: ErrorBoundaryState): ErrorBoundaryState | null {
    const resetKey = props.resetKey ?? null;
    return resetKey === state.resetKey ? null : { error: null, resetKey };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    this.props.onError?.(error, info);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="mx-auto w-full max-w-column p-6">
        <Notice
          tone="danger"
          role="alert"
          title={words.page.broken[this.props.part]}
          actions={
            <>
              <Button size="sm" variant="primary" onClick={() => this.setState({ error: null })}>
                {words.page.tryAgain}
              </Button>
              <Button size="sm" onClick={() => window.location.reload()}>
                {words.page.reload}
              </Button>
            </>
          }
        >
          <p>{words.page.chatsSafe}</p>
          <details className="mt-2">
            <summary className="text-sm">{words.page.details}</summary>
            <pre className="mt-1 text-xs whitespace-pre-wrap">{error.message}</pre>
          </details>
        </Notice>
      </div>
    );
  }
}
