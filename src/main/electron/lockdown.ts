// What no window of ours may do, whatever its page wants: navigate away, open windows, embed, ask for devices, or reach the network.
import { app, type Session, type WebContents } from 'electron';
import { isExternalLink, openExternalLink } from './external-link.ts';

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

/** Camera, microphone, place, notifications, devices: nobody asks for them here, so everything is a no. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

type LoadRequest = { readonly url: string; readonly resourceType: string };

/** What is not allowed is cancelled before it leaves. */
export function limitRequests(session: Session, isAllowed: (request: LoadRequest) => boolean): void {
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !isAllowed(request) }));
}
