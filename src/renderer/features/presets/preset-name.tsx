// Asks what a preset is to be called.
import { useEffect, useRef, useState } from 'react';
import { presetNameMax } from '../../../preload/contract/parameter-bounds.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { words } from '../../words.ts';

type PresetNameProps = {
  readonly name: string;
  readonly onSave: (name: string) => void;
  readonly onCancel: () => void;
};

export function PresetName({ name, onSave, onCancel }: PresetNameProps) {
  const [text, setText] = useState(name);
  const form = useRef<HTMLFormElement>(null);
  const said = words.parameters.presets;
  useEffect(() => form.current?.querySelector('input')?.select(), []);
  return (
    <form
      ref={form}
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onSave(text.trim());
      }}
    >
      <TextField
        label={said.nameOfNew}
        className="min-w-48 flex-1"
        dir="auto"
        maxLength={presetNameMax}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button onClick={onCancel}>{said.cancel}</Button>
      <Button variant="primary" type="submit">
        {said.save}
      </Button>
    </form>
  );
}
