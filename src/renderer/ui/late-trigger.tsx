// A button of a tooltip, a popover or a menu, whose machinery is mounted at the first event that concerns it. That machinery is a
// dozen components and two renders, and the rows of a chat have many such buttons, of which as a rule none is ever used.
import {
  isValidElement,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type Ref,
  type RefObject,
  type SyntheticEvent,
} from 'react';
import { flushSync } from 'react-dom';

/** As a primitive's trigger gives them to the button that it is put on; its ref is a function. */
type TriggerProps = HTMLAttributes<HTMLElement> & { readonly ref?: Ref<HTMLElement> };
type Attributes = Readonly<Record<string, unknown>>;

type LateTriggerProps = {
  /** One button, which gives what it is given on to its element. That is the same before and after. */
  readonly children: ReactNode;
  /** Which events mount the machinery. */
  readonly wakes: (event: SyntheticEvent) => boolean;
  /** What the machinery will say of the button, while it is not mounted. */
  readonly resting?: Attributes;
  /** Mounted without any event, since it is opened from elsewhere. */
  readonly isNeeded?: boolean;
  /** `stand` stands for the button: `<Radix.Root><Radix.Trigger asChild>{stand}</Radix.Trigger>…</Radix.Root>`. */
  readonly renderMachinery: (stand: ReactNode) => ReactNode;
};

export function LateTrigger({ children, wakes, resting, isNeeded = false, renderMachinery }: LateTriggerProps) {
  if (!isValidElement<TriggerProps>(children)) throw new Error('A trigger is one button');
  const given = children.props;
  const button = useRef<HTMLElement>(null);
  const ref = useCallback((element: HTMLElement | null) => tellBoth(element, button, given.ref), [given.ref]);
  const trigger = useRef<TriggerProps | null>(null);
  /** What happened while the machinery was being mounted. */
  const unheard = useRef<Hearing | null>(null);
  const [isAwake, setAwake] = useState(isNeeded);
  const [told, setTold] = useState<Attributes | null>(null);
  if (isNeeded && !isAwake) setAwake(true);

  const hear = (event: SyntheticEvent, hearing: Hearing): void => {
    if (trigger.current !== null) return hearing(trigger.current);
    if (!wakes(event)) return;
    // The trigger decides what the browser does with a press, so it must hear of it before the browser acts.
    if (/^(?:pointerdown|click)$/.test(event.type)) {
      flushSync(() => setAwake(true));
      if (trigger.current !== null) hearing(trigger.current);
    } else {
      unheard.current = hearing;
      setAwake(true);
    }
  };
  const take = useCallback((own: TriggerProps | null): void => {
    trigger.current = own;
    if (own === null) return;
    const hearing = unheard.current;
    unheard.current = null;
    hearing?.(own);
  }, []);
  const { type: Button } = children;
  return (
    <>
      <Button
        key={children.key}
        {...given}
        {...without(told ?? resting, given)}
        ref={ref}
        onPointerMove={(event: PointerEvent<HTMLElement>) => {
          given.onPointerMove?.(event);
          hear(event, (own) => own.onPointerMove?.(event));
        }}
        onPointerLeave={(event: PointerEvent<HTMLElement>) => {
          given.onPointerLeave?.(event);
          unheard.current = null;
          trigger.current?.onPointerLeave?.(event);
        }}
        onPointerDown={(event: PointerEvent<HTMLElement>) => {
          given.onPointerDown?.(event);
          hear(event, (own) => own.onPointerDown?.(event));
        }}
        onKeyDown={(event: KeyboardEvent<HTMLElement>) => {
          given.onKeyDown?.(event);
          trigger.current?.onKeyDown?.(event);
        }}
        onFocus={(event: FocusEvent<HTMLElement>) => {
          given.onFocus?.(event);
          hear(event, (own) => own.onFocus?.(event));
        }}
        onBlur={(event: FocusEvent<HTMLElement>) => {
          given.onBlur?.(event);
          trigger.current?.onBlur?.(event);
        }}
        onClick={(event: MouseEvent<HTMLElement>) => {
          given.onClick?.(event);
          hear(event, (own) => own.onClick?.(event));
        }}
      />
      {isAwake ? renderMachinery(<Stand button={button} onTrigger={take} onTold={setTold} />) : null}
    </>
  );
}

/** What the button says of itself counts; where both describe it, both are read. */
function without(told: Attributes | undefined, given: TriggerProps): Attributes | undefined {
  if (told === undefined) return undefined;
  const said: Attributes = { ...given };
  const rest = Object.fromEntries(Object.entries(told).filter(([name]) => said[name] === undefined));
  const [own, more] = [said['aria-describedby'], told['aria-describedby']];
  return typeof own === 'string' && typeof more === 'string' ? { ...rest, 'aria-describedby': `${own} ${more}` } : rest;
}

/** Tells two refs of an element, until what it gives back is called. */
function tellBoth(
  element: HTMLElement | null,
  own: RefObject<HTMLElement | null>,
  given: Ref<HTMLElement> | undefined,
) {
  own.current = element;
  const done = typeof given === 'function' ? given(element) : undefined;
  if (typeof given === 'object' && given !== null) given.current = element;
  return (): void => {
    own.current = null;
    if (typeof done === 'function') done();
    else if (typeof given === 'function') given(null);
    else if (given !== null && given !== undefined) given.current = null;
  };
}

type Hearing = (trigger: TriggerProps) => void;

type StandProps = TriggerProps & {
  readonly button: RefObject<HTMLElement | null>;
  readonly onTrigger: (own: TriggerProps | null) => void;
  readonly onTold: (told: (before: Attributes | null) => Attributes) => void;
};

/** Draws nothing. What the primitive puts on it goes on to the button. */
function Stand({ button, onTrigger, onTold, ref, ...props }: StandProps): null {
  useLayoutEffect(() => {
    const element = button.current;
    if (typeof ref !== 'function') return;
    const done = ref(element);
    return () => {
      if (typeof done === 'function') done();
      else ref(null);
    };
  }, [button, ref]);
  useLayoutEffect(() => {
    onTrigger(props);
    const attributes = attributesIn(props);
    onTold((before) => (before !== null && isSame(before, attributes) ? before : attributes));
  });
  useLayoutEffect(() => () => onTrigger(null), [onTrigger]);
  return null;
}

/** Names, states and relations; not what is heard, nor the kind of button it is. */
function attributesIn(props: TriggerProps): Attributes {
  return Object.fromEntries(Object.entries(props).filter(([name]) => name === 'id' || /^(?:aria|data)-/.test(name)));
}

function isSame(one: Attributes, other: Attributes): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
