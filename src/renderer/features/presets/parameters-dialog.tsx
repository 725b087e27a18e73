// All parameters of a chat, in plain words: what each does, what the model's own value is, and a way back to it.
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { Preset } from '../../../preload/contract/parameters.ts';
import { useAsked } from '../../rpc/core-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormatField } from './format-field.tsx';
import { KeepAliveField } from './keep-alive-field.tsx';
import { NumberField } from './number-field.tsx';
import { countSet, plainParameters } from './plain-parameters.ts';
import { PresetBar } from './preset-bar.tsx';
import { StopField } from './stop-field.tsx';
import { SystemPromptField } from './system-prompt-field.tsx';
import { ThinkField } from './think-field.tsx';
import type { Tuning } from './use-parameters.ts';
import { words } from '../../words.ts';

type ParametersDialogProps = {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly tuning: Tuning;
  readonly model: ModelRef | null;
  readonly presets: readonly Preset[];
};

export function ParametersDialog({ isOpen, onOpenChange, tuning, model, presets }: ParametersDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={words.parameters.title}
      description={words.parameters.forChat}
      size="lg"
      footer={
        <>
          {countSet(tuning.parameters) === 0 ? null : (
            <Button
              variant="ghost"
              icon={<RotateCcw className="size-4" />}
              className="mr-auto"
              onClick={() => tuning.change(plainParameters)}
            >
              {words.parameters.resetAll}
            </Button>
          )}
          <Button variant="primary" onClick={() => onOpenChange(false)}>
            {words.parameters.done}
          </Button>
        </>
      }
    >
      <PresetBar presets={presets} tuning={tuning} />
      <Fields tuning={tuning} model={model} />
    </Dialog>
  );
}

function Fields({ tuning, model }: { readonly tuning: Tuning; readonly model: ModelRef | null }) {
  const own = model?.venue === 'local' ? model : null;
  const asked = useAsked(own === null ? '' : `${own.ollama} ${own.name}`, async (core, signal) =>
    own === null ? null : core.models.show({ ollama: own.ollama, name: own.name }, { signal }),
  );
  const shown = asked.kind === 'answered' && asked.answer?.kind === 'ok' ? asked.answer.details : null;
  const { parameters, change } = tuning;
  const isHosted = model?.venue === 'hosted';
  const number = { defaults: shown?.defaults ?? null, parameters, change };
  const ollamaOnly = { ...number, isBarred: isHosted };
  const groups = words.parameters.groups;
  return (
    <>
      <Group name={groups.instructions}>
        <SystemPromptField parameters={parameters} change={change} />
        <ThinkField
          parameters={parameters}
          change={change}
          levels={isHosted ? hostedLevels : (shown?.thinkLevels ?? null)}
          isHosted={isHosted}
        />
      </Group>
      <Group name={groups.words}>
        <Pair>
          <NumberField {...number} name="temperature" />
          <NumberField {...number} name="topP" />
          <NumberField {...ollamaOnly} name="topK" />
          <NumberField {...ollamaOnly} name="minP" />
          <NumberField {...ollamaOnly} name="repeatPenalty" />
          <NumberField {...number} name="seed" />
        </Pair>
      </Group>
      <Group name={groups.length}>
        <Pair>
          <NumberField {...number} name="numPredict" />
          <StopField {...number} />
        </Pair>
        <FormatField parameters={parameters} change={change} />
      </Group>
      <Group name={groups.memory}>
        <Pair>
          <NumberField {...ollamaOnly} name="numCtx" />
          <KeepAliveField parameters={parameters} change={change} isBarred={isHosted} />
        </Pair>
      </Group>
    </>
  );
}

const hostedLevels = ['off', 'low', 'medium', 'high'] as const;

function Group({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <fieldset className="mt-6 flex flex-col gap-4 border-t border-line pt-4">
      <legend className="float-left mb-1 w-full text-base font-semibold">{name}</legend>
      {children}
    </fieldset>
  );
}

function Pair({ children }: { readonly children: ReactNode }) {
  return <div className="grid gap-x-6 gap-y-4 @lg:grid-cols-2">{children}</div>;
}
