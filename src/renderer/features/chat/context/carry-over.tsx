// A new chat that begins with a summary of this one, or with its last turns.
import { useState } from 'react';
import { useCore } from '../../../rpc/core-context.tsx';
import { newChatId, newSummaryId } from '../../../rpc/new-id.ts';
import { Select } from '../../../ui/select.tsx';
import { Choice, type ChoiceProps } from './choice.tsx';
import type { Message } from '../../../../preload/contract/message.ts';
import { textOf } from '../../../../preload/contract/parts.ts';
import { writeDraft } from '../draft.ts';
import type { Turn } from './context-count.ts';
import { MakingButtons } from './making-buttons.tsx';
import { useMaking } from './use-making.ts';
import { words } from '../../../words.ts';

const summary = 'summary';
const carried = [1, 2, 4, 8];

export function CarryOver({ situation, turns, onDone }: ChoiceProps & { readonly turns: readonly Turn[] }) {
  const core = useCore();
  const said = words.context.carryOver;
  const { chatId, path, writer, onOpenChat } = situation;
  const [newId] = useState(newChatId);
  const leaf = path.at(-1);
  const making = useMaking(() => {
    const unanswered = isUnanswered(leaf) ? turns.at(-1)?.question : undefined;
    if (unanswered !== undefined) writeDraft(localStorage, newId, textOf(unanswered.parts));
    onDone();
    onOpenChat(newId);
  });
  const [wish, setWish] = useState(writer === null ? '1' : summary);
  const start = (): void => {
    if (leaf === undefined) return;
    making.start((signal) =>
      core.context.carryOver(
        {
          chatId,
          id: newSummaryId(),
          leafId: leaf.id,
          newChatId: newId,
          turns: wish === summary ? null : Number(wish),
          model: writer?.name ?? '-',
          ...(writer === null ? {} : { ollama: writer.ollama }),
        },
        { signal },
      ),
    );
  };
  return (
    <Choice title={said.title} text={said.text}>
      <Select
        label={said.label}
        className="min-w-48 flex-1"
        value={wish}
        options={[
          ...(writer === null ? [] : [{ value: summary, label: said.withSummary }]),
          ...carried
            .filter((n) => n === 1 || n < turns.length)
            .map((n) => ({ value: String(n), label: said.withTurns(n) })),
        ]}
        onChange={setWish}
      />
      <MakingButtons making={making} label={said.action} onStart={start} />
    </Choice>
  );
}

/** Then its question stands in the new chat's field. */
function isUnanswered(leaf: Message | undefined): boolean {
  return leaf?.role === 'user' || leaf?.state.kind === 'failed' || leaf?.state.kind === 'refused';
}
