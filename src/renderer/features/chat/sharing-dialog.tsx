// The question before a chat is sent to the operator of a server.
import type { HostedState } from '../../../preload/contract/hosted.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { Attachment } from '../../../preload/contract/parts.ts';
import { formatAbout } from '../../shared/amounts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { nameOf } from './files/attachment-name.ts';
import { findHosted } from './model-ref.ts';
import { words } from '../../words.ts';

export type Sharing = {
  readonly model: ModelRef;
  readonly hosted: HostedState;
  readonly attachments: readonly Attachment[];
};

type SharingDialogProps = {
  readonly isOpen: boolean;
  readonly sharing: Sharing;
  readonly onAnswer: (isAgreed: boolean) => void;
};

export function SharingDialog({ isOpen, sharing: { model, hosted, attachments }, onAnswer }: SharingDialogProps) {
  const say = words.chat.sharing;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onAnswer(false);
      }}
      title={say.title(hosted.operator)}
      description={say.once}
      footer={
        <>
          {/* First, so that it has the focus: an Enter that is still held down must not agree to anything. */}
          <Button onClick={() => onAnswer(false)}>{words.chat.cancel}</Button>
          <Button variant="primary" onClick={() => onAnswer(true)}>
            {say.send}
          </Button>
        </>
      }
    >
      <dl className="space-y-3 wrap-anywhere">
        <Point term={say.leaves}>
          {attachments.length === 0 ? say.leavesText : `${say.leavesText} ${say.filesText(namesOf(attachments))}`}
        </Point>
        <Point term={say.where}>{say.whereText(model.name, new URL(hosted.server).host)}</Point>
        <Point term={say.cost}>{sayCost(model, hosted)}</Point>
      </dl>
    </Dialog>
  );
}

function Point({ term, children }: { readonly term: string; readonly children: string }) {
  return (
    <div>
      <dt className="text-sm font-medium">{term}</dt>
      <dd className="text-ink-2">{children}</dd>
    </div>
  );
}

/** Each once, in the order in which they came. */
function namesOf(attachments: readonly Attachment[]): string {
  return [...new Set(attachments.map(nameOf))].join(', ');
}

function sayCost(model: ModelRef, hosted: HostedState): string {
  const known = findHosted(hosted, model);
  if (known === null) return words.chat.sharing.costUnknown;
  if (known.shortAnswerMicrocredits === 0) return words.chat.sharing.costFree;
  return words.chat.sharing.costText(formatAbout(known.shortAnswerMicrocredits));
}
