// A choice from a longer list that one can search by typing.
import { Command, defaultFilter } from 'cmdk';
import { Check, ChevronDown, Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useId, useState, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { MiddleText } from './middle-text.tsx';
import { Tooltip } from './tooltip.tsx';
import { words } from '../words.ts';

export type ComboboxOption = {
  readonly value: string;
  readonly label: string;
  /** Options of one group stand one after the other, beneath its name. */
  readonly group?: string | undefined;
  /** In the button, where the label alone says too little there. */
  readonly chosenLabel?: string | undefined;
  /** Stands beside the label in the button alone. */
  readonly chosenBadge?: ReactNode;
  /** A quieter second line. */
  readonly detail?: string | undefined;
  /** Heard with the option, and not seen: what those who see the list read above it. */
  readonly spoken?: string | undefined;
  /** Stands beside the label, in the list and in the button. */
  readonly badge?: ReactNode;
  /** Stands beside the label in the list alone. */
  readonly state?: ReactNode;
  /** It only says something. */
  readonly isDisabled?: boolean;
};

type ComboboxProps = {
  /** The accessible name. */
  readonly label: string;
  readonly value: string | null;
  /** How a value is shown that is not among the options; else as itself. */
  readonly unlisted?: { readonly label: string; readonly badge?: ReactNode } | null;
  readonly options: readonly ComboboxOption[];
  readonly onChange: (value: string) => void;
  readonly placeholder: string;
  readonly searchPlaceholder?: string;
  readonly emptyText: string;
  /** Drawn beneath the list: what else can be done. */
  readonly footer?: ReactNode;
  readonly triggerClassName?: string;
  readonly align?: 'start' | 'center' | 'end';
};

export function Combobox({
  label,
  value,
  unlisted = null,
  options,
  onChange,
  placeholder,
  searchPlaceholder = 'Search',
  emptyText,
  footer,
  triggerClassName,
  align = 'start',
}: ComboboxProps) {
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const chosen = options.find((option) => option.value === value);
  const name = chosen?.chosenLabel ?? chosen?.label ?? unlisted?.label ?? value;
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Tooltip text={`${label}: ${name ?? placeholder}`}>
        <Popover.Trigger asChild>
          <button
            type="button"
            role="combobox"
            aria-label={label}
            aria-expanded={isOpen}
            aria-controls={isOpen ? listId : undefined}
            aria-haspopup="listbox"
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
              event.preventDefault();
              setOpen(true);
            }}
            className={cx(
              'inline-flex h-9 max-w-full min-w-0 items-center gap-1.5 rounded-md px-2.5 text-base font-medium text-ink transition-colors hover:bg-hover aria-expanded:bg-hover',
              triggerClassName,
            )}
          >
            {name === null ? <span className="truncate text-ink-3">{placeholder}</span> : <MiddleText text={name} />}
            {chosen === undefined ? unlisted?.badge : (chosen.chosenBadge ?? chosen.badge)}
            {/* In the narrowest bar the name needs its room. */}
            <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-ink-3 @max-[21rem]:hidden" />
          </button>
        </Popover.Trigger>
      </Tooltip>
      <Popover.Portal>
        <Popover.Content
          align={align}
          sideOffset={6}
          collisionPadding={12}
          aria-label={label}
          className="z-40 w-max max-w-[min(36rem,calc(100vw-24px))] min-w-[min(20rem,calc(100vw-24px))] animate-rise overflow-hidden rounded-lg border border-line bg-float shadow-float outline-none"
        >
          <Command
            filter={(_, search, keywords) => defaultFilter('', search, keywords)}
            label={searchPlaceholder}
            {...(value === null ? {} : { defaultValue: value })}
            loop
          >
            <div className="flex items-center gap-2 border-b border-line px-3">
              <Search aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
              <Command.Input
                placeholder={searchPlaceholder}
                className="h-10 min-w-0 flex-1 bg-transparent text-base outline-none"
              />
            </div>
            <Command.List id={listId} className="max-h-[min(28rem,60dvh)] overflow-y-auto p-1">
              {inGroups(options).map(({ group, members }) => {
                const items = members.map((option) => (
                  <Item
                    key={option.value}
                    option={option}
                    isChosen={option.value === value}
                    onSelect={() => {
                      onChange(option.value);
                      setOpen(false);
                    }}
                  />
                ));
                return group === undefined ? (
                  items
                ) : (
                  <Command.Group key={group} heading={group} className={groupLook}>
                    {items}
                  </Command.Group>
                );
              })}
            </Command.List>
            {/* Outside the list, which may contain nothing but options. */}
            <Command.Empty className="px-3 pt-2 pb-4 text-sm text-ink-2">{emptyText}</Command.Empty>
            {footer ? <div className="border-t border-line p-2 text-sm text-ink-2">{footer}</div> : null}
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const groupLook =
  '**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:font-medium **:[[cmdk-group-heading]]:text-ink-3 **:[[cmdk-group-heading]]:wrap-anywhere';

function Item({
  option,
  isChosen,
  onSelect,
}: {
  readonly option: ComboboxOption;
  readonly isChosen: boolean;
  readonly onSelect: () => void;
}) {
  return (
    <Command.Item
      value={option.value}
      keywords={[option.label, option.group ?? '']}
      onSelect={onSelect}
      disabled={option.isDisabled === true}
      className="flex items-center gap-3 rounded-md px-2.5 py-2 text-base aria-disabled:text-ink-3 aria-selected:bg-hover"
    >
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex min-w-0 items-center gap-2">
          <MiddleText text={option.label} className="font-medium" />
          {option.badge}
          {option.state}
        </span>
        {option.spoken === undefined ? null : <span className="sr-only">{option.spoken}</span>}
        {option.detail ? <span className="line-clamp-2 text-xs wrap-anywhere text-ink-2">{option.detail}</span> : null}
      </span>
      {isChosen ? <Check aria-label={words.page.selected} className="size-4 shrink-0 text-accent" /> : null}
    </Command.Item>
  );
}

type Group = { readonly group: string | undefined; readonly members: ComboboxOption[] };

function inGroups(options: readonly ComboboxOption[]): readonly Group[] {
  const groups: Group[] = [];
  for (const option of options) {
    const last = groups.at(-1);
    if (last !== undefined && last.group === option.group) last.members.push(option);
    else groups.push({ group: option.group, members: [option] });
  }
  return groups;
}
