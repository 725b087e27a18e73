// Back to the model's own value.
import { RotateCcw } from 'lucide-react';
import { IconButton } from '../../ui/icon-button.tsx';
import { words } from '../../words.ts';

export function FieldReset({ name, onReset }: { readonly name: string; readonly onReset: () => void }) {
  return (
    <IconButton
      size="sm"
      className="-mr-1.5"
      label={words.parameters.reset(name)}
      icon={<RotateCcw />}
      onClick={onReset}
    />
  );
}
