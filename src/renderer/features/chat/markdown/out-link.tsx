// A link of an answer, to a page elsewhere. Pictures that have buttons never stand within the link: each carries it itself.
import { Children, createContext, isValidElement, use, type ReactNode } from 'react';
import { useLinkGate } from './link-gate.tsx';
import { pictureUrl } from './links.ts';

type OutLinkProps = { readonly url: string; readonly children: ReactNode };

export function OutLink({ url, children }: OutLinkProps) {
  const open = useLinkGate();
  return (
    <a
      href={url}
      title={url}
      rel="noreferrer noopener"
      onClick={(event) => {
        event.preventDefault();
        open(url);
      }}
      onAuxClick={(event) => event.preventDefault()}
    >
      {children}
    </a>
  );
}

/** Of the link in which a picture was written; null: in none. */
const PictureLinkContext = createContext<string | null>(null);

export function usePictureLink(): string | null {
  return use(PictureLinkContext);
}

/** The words between the pictures are links of their own. */
export function LinkAround({ url, children }: OutLinkProps) {
  if (!hasPictures(children)) return <OutLink url={url}>{children}</OutLink>;
  return (
    <PictureLinkContext value={url}>
      {runsOf(Children.toArray(children)).map((run, index) =>
        run.some(hasPicture) || run.every(isBlank) ? (
          run
        ) : (
          <OutLink key={index} url={url}>
            {run}
          </OutLink>
        ),
      )}
    </PictureLinkContext>
  );
}

/** Whether there is one that stands elsewhere, and so has buttons. */
export function hasPictures(children: ReactNode): boolean {
  return Children.toArray(children).some(hasPicture);
}

type Part = ReturnType<typeof Children.toArray>[number];

/** Pictures alone, and what stands between them together. */
function runsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const runs: Part[][] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last === undefined || hasPicture(part) || last.some(hasPicture)) runs.push([part]);
    else last.push(part);
  }
  return runs;
}

function isBlank(part: Part): boolean {
  return typeof part === 'string' && part.trim() === '';
}

function hasPicture(part: Part): boolean {
  return isValidElement<{ readonly node?: unknown }>(part) && holdsPicture(part.props.node);
}

function holdsPicture(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('tagName' in node && node.tagName === 'img' && 'properties' in node) {
    const { src }: { readonly src?: unknown } = Object(node.properties);
    return typeof src === 'string' && pictureUrl(src) !== null;
  }
  return 'children' in node && Array.isArray(node.children) && node.children.some(holdsPicture);
}
