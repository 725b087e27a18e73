// Ways to copy an answer: as the model wrote it, or without its marks.
import { ChevronDown, FileText, Hash } from 'lucide-react';
import { DropdownMenu } from '../../ui/dropdown-menu.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useToast } from '../../ui/toast.tsx';
import { plainText } from './markdown/plain-text.ts';
import { words } from '../../words.ts';

export function CopyMenu({ text }: { readonly text: string }) {
  const toast = useToast();
  const copy = (wanted: string): void => {
    navigator.clipboard.writeText(wanted).then(
      () => toast.show({ text: words.copying.copied }),
      () => toast.show({ text: words.copying.refused }),
    );
  };
  return (
    <DropdownMenu
      align="start"
      trigger={<IconButton size="sm" label={words.chat.answer.copyAs} icon={<ChevronDown />} />}
      items={[
        {
          kind: 'action',
          label: words.chat.markdown.copyMarkdown,
          icon: <Hash aria-hidden="true" />,
          onSelect: () => copy(text),
        },
        {
          kind: 'action',
          label: words.chat.answer.copyPlain,
          icon: <FileText aria-hidden="true" />,
          onSelect: () => copy(plainText(text)),
        },
      ]}
    />
  );
}
