// One more try of an answer, with the model that would answer now.
import { RotateCcw } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { words } from '../../words.ts';

type TryAgainProps = {
  /** null: the same as before. */
  readonly otherModel: string | null;
  readonly onTryAgain: () => void;
};

export function TryAgain({ otherModel, onTryAgain }: TryAgainProps) {
  return (
    <Button size="sm" icon={<RotateCcw className="size-3.5" />} className="max-w-full" onClick={onTryAgain}>
      {otherModel === null ? (
        words.chat.tryAgain
      ) : (
        <>
          <span className="-mr-1.5 shrink-0 whitespace-pre">{words.chat.answer.tryAgainWith}</span>
          <MiddleText text={otherModel} />
        </>
      )}
    </Button>
  );
}
