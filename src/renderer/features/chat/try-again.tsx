// One more try of an answer, with the model that would answer now.
import { RotateCcw } from 'lucide-react';
import { Button } from '../../ui/button.tsx';

type TryAgainProps = {
  /** null: the same as before. */
  readonly otherModel: string | null;
  readonly onTryAgain: () => void;
};

export function TryAgain({ otherModel, onTryAgain }: TryAgainProps) {
  return (
    <Button size="sm" icon={<RotateCcw className="size-3.5" />} onClick={onTryAgain}>
      {otherModel === null ? 'Try again' : `Try again with ${otherModel}`}
    </Button>
  );
}
