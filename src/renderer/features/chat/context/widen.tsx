// A wider window, with the memory that it takes.
import { useState } from 'react';
import { widerWindows } from '../../../../preload/contract/context-tiers.ts';
import { Button } from '../../../ui/button.tsx';
import { Select } from '../../../ui/select.tsx';
import { Choice, type ChoiceProps } from './choice.tsx';
import { words } from '../../../words.ts';

export function Widen({ situation, onDone }: ChoiceProps) {
  const { window, model, onWindow, onFits } = situation;
  const said = words.context.widen;
  const wider = model?.venue === 'local' ? widerWindows(window.now, window.longest) : [];
  const [wish, setWish] = useState<string | null>(null);
  const chosen = wider.find((one) => String(one) === wish) ?? wider[0];
  if (chosen === undefined) {
    return <Choice title={said.title} text={model?.venue === 'hosted' ? said.hosted : said.longest} />;
  }
  const bytes = (to: number): number | null =>
    window.bytesPerToken === null ? null : window.bytesPerToken * (to - (window.now ?? 0));
  return (
    <Choice title={said.title} text={said.text}>
      <Select
        label={said.label}
        className="min-w-56 flex-1"
        value={String(chosen)}
        options={wider.map((one) => ({ value: String(one), label: said.option(one, bytes(one)) }))}
        onChange={setWish}
      />
      <Button
        onClick={() => {
          onWindow(chosen);
          onDone();
          onFits();
        }}
      >
        {said.action}
      </Button>
    </Choice>
  );
}
