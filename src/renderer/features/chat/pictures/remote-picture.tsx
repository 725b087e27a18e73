// A picture that an answer names by its address. Until somebody asks for it, it is a line: what it shows and whose it is.
import { ExternalLink, ImageIcon } from 'lucide-react';
import { useId, useRef, type ReactNode } from 'react';
import { Spinner } from '../../../ui/spinner.tsx';
import { words } from '../../../words.ts';
import type { Size } from '../files/file-kind.ts';
import { useKeptPlace } from '../markdown/kept-place.ts';
import { useLinkGate } from '../markdown/link-gate.tsx';
import { OutLink, usePictureLink } from '../markdown/out-link.tsx';
import { isFinal, sayHost, sayTrouble } from './picture-text.ts';
import { usePicture } from './pictures-provider.tsx';

type RemotePictureProps = { readonly url: string; readonly alt: string };

export function RemotePicture({ url, alt }: RemotePictureProps) {
  const [state, { show, hide }] = usePicture(url);
  const openLink = useLinkGate();
  const altId = useId();
  const box = useRef<HTMLSpanElement>(null);
  useKeptPlace(box, state.kind);
  const say = words.pictures;
  const isShown = state.kind === 'shown';
  const link = usePictureLink();
  const linked = (part: ReactNode): ReactNode => (link === null ? part : <OutLink url={link}>{part}</OutLink>);
  return (
    <span ref={box} className="picture" data-shown={isShown}>
      {/* As large as it will be before it is drawn, so that nothing moves then. */}
      {isShown ? linked(<img src={state.picture.src} style={boxOf(state.picture)} alt={alt} />) : null}
      <span className="picture-line">
        <span className="picture-name">
          <ImageIcon aria-hidden="true" />
          <span id={altId} dir="auto">
            {isShown ? alt : linked(alt)}
          </span>
        </span>
        <span className="picture-host" dir="ltr" title={url}>
          {isShown ? state.picture.host : sayHost(url)}
        </span>
        {state.kind === 'failed' && isFinal(state.trouble) ? null : (
          // One button for all, so that it keeps the keyboard.
          <button
            type="button"
            className="picture-button"
            aria-describedby={altId}
            aria-disabled={state.kind === 'fetching'}
            onClick={() => (isShown ? hide(url) : void show(url))}
          >
            {state.kind === 'fetching' ? <Spinner size={16} label={null} /> : null}
            {state.kind === 'failed'
              ? say.tryAgain
              : state.kind === 'fetching'
                ? say.fetching
                : isShown
                  ? say.hide
                  : say.show}
          </button>
        )}
        <button
          type="button"
          className="picture-open"
          title={say.openInBrowser}
          aria-label={say.openInBrowser}
          aria-describedby={altId}
          onClick={() => openLink(url)}
        >
          <ExternalLink aria-hidden="true" />
        </button>
      </span>
      <span role="status" className="picture-trouble">
        {state.kind === 'failed' ? sayTrouble(state.trouble, new URL(url).host) : ''}
      </span>
    </span>
  );
}

const heightMax = 480;

/** In pixels; a column that is narrower than the width makes the height smaller, too. */
function boxOf({ width, height }: Size) {
  const scale = Math.min(1, heightMax / height);
  return { width: Math.max(24, Math.round(width * scale)), aspectRatio: `${String(width)} / ${String(height)}` };
}
