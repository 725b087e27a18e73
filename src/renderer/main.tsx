// The page's entry: connects to the core and draws the app.
// oxlint-disable-next-line import/no-unassigned-import -- it only sets something, and must do so before every other module
import '../preload/contract/zod-without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { CoreProvider } from './rpc/core-context.tsx';
import { connectToCore } from './rpc/core.ts';
import { leaveComposingKeys } from './ui/composing-keys.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { ToastProvider } from './ui/toast.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';
import './styles/app.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');

// Before anything else listens for keys.
leaveComposingKeys(window);
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary part="app">
      <CoreProvider access={connectToCore(window)}>
        <TooltipProvider>
          <ToastProvider>
            <App />
          </ToastProvider>
        </TooltipProvider>
      </CoreProvider>
    </ErrorBoundary>
  </StrictMode>,
);
