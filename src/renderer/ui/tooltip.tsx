// A name or a reason beside a control, after a short wait; immediate under the keyboard.
import { Tooltip as Radix } from 'radix-ui';
import { createContext, useContext, useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { Kbd } from './kbd.tsx';
import { LateTrigger } from './late-trigger.tsx';

/** Whether the focus moves because somebody moves it. */
const MovesFocus = createContext<RefObject<boolean> | null>(null);

/** Wrap the app once, so that moving from one tooltip to the next does not wait again. */
export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return (
    <MovesFocus value={useMovesFocus()}>
      <Radix.Provider delayDuration={450} skipDelayDuration={200}>
        {children}
      </Radix.Provider>
    </MovesFocus>
  );
}

/** True from the press of a key that moves the focus to its release. */
function useMovesFocus(): RefObject<boolean> {
  const moves = useRef(false);
  useEffect(() => {
    const stop = new AbortController();
    const listen = (name: 'keydown' | 'keyup' | 'pointerdown', isMove: (event: Event) => boolean) =>
      window.addEventListener(name, (event) => (moves.current = isMove(event)), { capture: true, signal: stop.signal });
    listen('keydown', (event) => event instanceof KeyboardEvent && /^(?:Tab|Arrow)/.test(event.key));
    listen('keyup', () => false);
    listen('pointerdown', () => false);
    return () => stop.abort();
  }, []);
  return moves;
}

type TooltipProps = {
  readonly text: string;
  readonly shortcut?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  readonly children: ReactNode;
};

export function Tooltip({ text, shortcut, side = 'bottom', children }: TooltipProps) {
  const movesFocus = useContext(MovesFocus);
  return (
    <LateTrigger
      // What has the focus because a dialog opened or closed was not asked about.
      wakes={({ type }) => type === 'pointermove' || (type === 'focus' && movesFocus?.current === true)}
      renderMachinery={(stand) => (
        <Radix.Root>
          <Radix.Trigger
            asChild
            onFocus={(event) => {
              if (movesFocus?.current !== true) event.preventDefault();
            }}
          >
            {stand}
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              side={side}
              sideOffset={6}
              collisionPadding={8}
              className="z-50 flex max-w-[min(18rem,calc(100vw-16px))] animate-appear items-center gap-2 rounded-md bg-ink px-2.5 py-1.5 text-xs wrap-anywhere text-paper shadow-float"
            >
              {text}
              {shortcut ? <Kbd isInverse>{shortcut}</Kbd> : null}
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    >
      {children}
    </LateTrigger>
  );
}
