// What no window of ours may do, whatever its page wants: navigate away, open windows, embed, save files by itself, ask for devices, or reach the network.
import { app, type Session, type WebContents } from 'electron';
import { isExternalLink } from '../core/app/external-link.ts';
import { openExternalLink } from './external-link.ts';

export type Lockdown = {
  /** Where a window may navigate on its own. */
  readonly mayNavigate: (url: string) => boolean;
  /** Where frames inside it may; left out: where the window may. */
  readonly mayNavigateFrames?: (url: string) => boolean;
  /** Whether links to the outside are handed to the system's browser. */
  readonly opensLinks: boolean;
  readonly report: (error: unknown) => void;
};

/** Every web contents is locked before it loads anything; a window that needs other rules calls `lockNavigation` on its own. */
export function lockEveryWebContents(lockdown: Lockdown, isExempt: (contents: WebContents) => boolean): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault());
    // A page could otherwise reach any host past the request filter, by asking it how the two may talk.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    if (!isExempt(contents)) lockNavigation(contents, lockdown);
  });
}

export function lockNavigation(contents: WebContents, lockdown: Lockdown): void {
  const { mayNavigate, mayNavigateFrames = mayNavigate, opensLinks, report } = lockdown;
  const leave = (url: string): void => {
    if (opensLinks && isExternalLink(url)) openExternalLink(url).catch(report);
  };
  contents.on('will-navigate', (event) => {
    if (mayNavigate(event.url)) return;
    event.preventDefault();
    leave(event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame && !mayNavigateFrames(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    const isAllowed = event.isMainFrame ? mayNavigate : mayNavigateFrames;
    if (!isAllowed(event.url)) event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    leave(url);
    return { action: 'deny' };
  });
}

export type SessionLock = {
  /** The pages whose own window may put text on the clipboard when somebody clicks; left out: none. */
  readonly mayCopy?: (url: string) => boolean;
};

/** Call before a page is loaded in the session, and in the same turn in which the session is made. */
export function lockSession(session: Session, { mayCopy = () => false }: SessionLock = {}): void {
  // Without this a dictionary is fetched from a server of Google's, even where no window checks spelling. macOS brings its own.
  session.setSpellCheckerLanguages([]);
  // An empty list is filled again at the next start; that nothing is checked is kept.
  if (process.platform !== 'darwin') session.setSpellCheckerEnabled(false);
  refusePermissions(session, mayCopy);
  session.removeAllListeners('will-download');
  session.on('will-download', (event) => event.preventDefault());
}

/** Camera, microphone, place, notifications, devices: nobody asks for them here, so everything but copying is a no. */
function refusePermissions(session: Session, mayCopy: (url: string) => boolean): void {
  type From = { readonly isMainFrame: boolean; readonly requestingUrl?: string };
  const isAllowed = (permission: string, { isMainFrame, requestingUrl = '' }: From): boolean =>
    permission === 'clipboard-sanitized-write' && isMainFrame && mayCopy(requestingUrl);
  session.setPermissionRequestHandler((...[, permission, answer, from]) => answer(isAllowed(permission, from)));
  session.setPermissionCheckHandler((...[, permission, , from]) => isAllowed(permission, from));
  session.setDevicePermissionHandler(() => false);
}

type LoadRequest = { readonly url: string; readonly resourceType: string };

/** What is not allowed is cancelled before it leaves. */
export function limitRequests(session: Session, isAllowed: (request: LoadRequest) => boolean): void {
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !isAllowed(request) }));
}
