// Where to keep the token when there is no keychain. The person decides, knowing what each place means.
import { HardDrive, MemoryStick } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { DialogActions } from '../../../ui/dialog.tsx';
import { words } from '../../../words.ts';
import type { SecretTrouble } from '../../../../preload/contract/secret-trouble.ts';

type Place = 'memory' | 'file';

const places: readonly {
  readonly place: Place;
  readonly title: string;
  readonly consequence: string;
  readonly icon: ReactNode;
}[] = [
  {
    place: 'file',
    ...words.tokens.place.file,
    icon: <HardDrive aria-hidden="true" />,
  },
  {
    place: 'memory',
    ...words.tokens.place.memory,
    icon: <MemoryStick aria-hidden="true" />,
  },
];

export function ChooseTokenPlace({
  trouble,
  isPaid = false,
  onChosen,
  onBack,
}: {
  readonly trouble: SecretTrouble;
  /** The credits exist already; else they are yet to be bought. */
  readonly isPaid?: boolean;
  readonly onChosen: (place: Place) => void;
  readonly onBack: () => void;
}): ReactNode {
  const [chosen, setChosen] = useState<Place>('file');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChosen(chosen);
      }}
    >
      <p className="text-ink-2">
        {words.tokens.place.why} {isPaid ? words.tokens.place.nothingChanged : words.tokens.place.notCharged}
      </p>
      <p className="mt-2 text-sm text-ink-3">{words.secretTrouble(trouble)}</p>
      <fieldset className="mt-5 flex flex-col gap-3">
        <legend className="sr-only">{words.tokens.place.legend}</legend>
        {places.map(({ place, title, consequence, icon }) => (
          <label
            key={place}
            data-chosen={chosen === place}
            className={cx(
              'flex gap-3 rounded-lg border p-4 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus [&_svg]:mt-0.5 [&_svg]:size-5 [&_svg]:shrink-0 [&_svg]:text-ink-2',
              chosen === place ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name="place"
              value={place}
              checked={chosen === place}
              tabIndex={chosen === place ? 0 : -1}
              onChange={() => setChosen(place)}
              aria-describedby={`place-${place}`}
              className="mt-1 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{title}</span>
              <span id={`place-${place}`} className="mt-0.5 block text-sm text-ink-2">
                {consequence}
              </span>
            </span>
            {icon}
          </label>
        ))}
      </fieldset>
      <DialogActions>
        <Button variant="ghost" onClick={onBack}>
          {words.tokens.place.back}
        </Button>
        <Button type="submit" variant="primary">
          {words.tokens.place.continue}
        </Button>
      </DialogActions>
    </form>
  );
}
