// A summary in place of the oldest turns, written by a model of the person's own.
import { useState } from 'react';
import { useCore } from '../../../rpc/core-context.tsx';
import { newSummaryId } from '../../../rpc/new-id.ts';
import { Select } from '../../../ui/select.tsx';
import { Choice, type ChoiceProps } from './choice.tsx';
import type { Turn } from './context-count.ts';
import { MakingButtons } from './making-buttons.tsx';
import { useMaking } from './use-making.ts';
import { words } from '../../../words.ts';

const keptMax = 6;

export function Summarise({ situation, turns, onDone }: ChoiceProps & { readonly turns: readonly Turn[] }) {
  const core = useCore();
  const said = words.context.summarise;
  const { chatId, writer, onFits } = situation;
  const making = useMaking(() => {
    onDone();
    onFits();
  });
  const [wish, setWish] = useState('1');
  const offered = Array.from({ length: Math.min(keptMax, turns.length - 1) }, (_, n) => n + 1);
  if (writer === null) return <Choice title={said.title} text={said.noModel} />;
  const start = (): void => {
    const upto = turns.at(-Number(wish) - 1)?.messages.at(-1);
    if (upto === undefined) return;
    making.start((signal) =>
      core.context.summarise(
        { chatId, id: newSummaryId(), uptoId: upto.id, model: writer.name, ollama: writer.ollama },
        { signal },
      ),
    );
  };
  return (
    <Choice title={said.title} text={said.text(writer.name)}>
      <Select
        label={said.keep}
        className="min-w-48 flex-1"
        value={wish}
        options={offered.map((n) => ({ value: String(n), label: said.keepTurns(n) }))}
        onChange={setWish}
      />
      <MakingButtons making={making} label={said.action} onStart={start} />
    </Choice>
  );
}
