// Which preset the chat has, and what can be done with presets: take one, keep these values as one, rename, delete, default.
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { Preset } from '../../../preload/contract/parameters.ts';
import { Button } from '../../ui/button.tsx';
import { DropdownMenu } from '../../ui/dropdown-menu.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { countSet, plainParameters, presetOf } from './plain-parameters.ts';
import { PresetName } from './preset-name.tsx';
import { usePresetActions } from './use-preset-actions.ts';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

const none = 'none';
const own = 'own';

export function PresetBar({ presets, tuning }: { readonly presets: readonly Preset[]; readonly tuning: Tuning }) {
  const { parameters, change } = tuning;
  const actions = usePresetActions();
  const [naming, setNaming] = useState<{ readonly preset: Preset | null } | null>(null);
  // The one that was taken last, so that changed values can be saved to it.
  const [takenId, setTakenId] = useState<string | null>(null);
  const [removed, setRemoved] = useState<Preset | null>(null);
  const matching = presetOf(presets, parameters);
  const preset = matching ?? presets.find(({ id }) => id === takenId) ?? null;
  const said = words.parameters.presets;
  const isPlain = countSet(parameters) === 0;
  const isOwn = matching === null && !isPlain;
  const take = (value: string): void => {
    const chosen = presets.find(({ id }) => id === value);
    if (chosen !== undefined) setTakenId(chosen.id);
    if (chosen !== undefined || value === none) change(chosen?.parameters ?? plainParameters);
  };

  const remove = async (gone: Preset): Promise<void> => {
    if (await actions.remove(gone)) setRemoved(gone);
  };

  if (naming !== null)
    return (
      <PresetName
        name={naming.preset?.name ?? ''}
        onCancel={() => setNaming(null)}
        onSave={(name) => {
          setNaming(null);
          if (naming.preset === null) actions.saveNew(name, parameters);
          else actions.rename(naming.preset, name);
        }}
      />
    );
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Select
        label={said.name}
        className="min-w-48 flex-1"
        value={matching?.id ?? (isPlain ? none : own)}
        options={[
          ...(isOwn ? [{ value: own, label: said.changedFrom }] : []),
          { value: none, label: said.none },
          ...presets.map(({ id, name, isDefault }) => ({ value: id, label: isDefault ? said.asDefault(name) : name })),
        ]}
        onChange={take}
      />
      <Button onClick={() => setNaming({ preset: null })}>{said.saveAs}</Button>
      {preset === null ? null : (
        <DropdownMenu
          trigger={<IconButton label={said.more} icon={<Ellipsis />} />}
          keepsFocus={naming !== null}
          items={[
            ...(matching === null
              ? [
                  {
                    kind: 'action' as const,
                    label: said.update(preset.name),
                    onSelect: () => actions.update({ ...preset, parameters }),
                  },
                ]
              : []),
            { kind: 'action', label: said.rename(preset.name), onSelect: () => setNaming({ preset }) },
            {
              kind: 'action',
              label: preset.isDefault ? said.endDefault : said.makeDefault(preset.name),
              onSelect: () => actions.setDefault(preset.isDefault ? null : preset),
            },
            { kind: 'separator' },
            { kind: 'action', label: said.remove(preset.name), isDanger: true, onSelect: () => void remove(preset) },
          ]}
        />
      )}
      {removed === null || presets.some(({ id }) => id === removed.id) ? null : (
        <p role="status" className="flex w-full items-center gap-2 text-sm text-ink-2">
          <span dir="auto">{said.removed(removed.name)}</span>
          <Button size="sm" onClick={() => actions.restore(removed)}>
            {said.undo}
          </Button>
        </p>
      )}
    </div>
  );
}
