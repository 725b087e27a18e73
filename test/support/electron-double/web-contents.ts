// Web contents and frames: events as Electron emits them, and the ways out of a page that a test can try.
import { EventEmitter } from 'node:events';
import { exportPort, tell } from './control.ts';
import { transferPorts } from './message-channel.ts';
import { sessionOf, type Loaded } from './session.ts';
import { strict } from './strict.ts';

export type PreventableEvent = { readonly isPrevented: () => boolean; readonly event: object };

export function preventable(members: Readonly<Record<string, unknown>> = {}): PreventableEvent {
  let isPrevented = false;
  const event = strict('Event', {
    ...members,
    preventDefault() {
      isPrevented = true;
    },
  });
  return { event, isPrevented: () => isPrevented };
}

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'allow' | 'deny' };

export type ContentsState = {
  readonly windowId: number;
  readonly partition: string | null;
  url: string;
  /** What the window's own address gave; null for addresses of the network. */
  loaded: Loaded;
  isDestroyed: boolean;
  openHandler: OpenHandler | null;
  webRtcPolicy: string;
  readonly events: EventEmitter;
  readonly contents: object;
  readonly mainFrame: object;
  readonly subFrame: object;
};

export function createContents(windowId: number, partition: string | null): ContentsState {
  const events = new EventEmitter();
  const frame = (isMain: boolean): object =>
    strict('WebFrameMain', {
      get url() {
        return isMain ? state.url : 'https://embedded.example/';
      },
      isDestroyed: () => state.isDestroyed,
      postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []) {
        const cloned = structuredClone(message);
        tell({
          kind: 'to_frame',
          windowId,
          channel,
          message: cloned,
          portIds: transferPorts(transfer).map(exportPort),
        });
      },
    });
  const mainFrame = frame(true);
  const contents = strict('WebContents', {
    id: windowId,
    mainFrame,
    get session() {
      return sessionOf(partition);
    },
    on: (event: string, listener: (...args: unknown[]) => void) => events.on(event, listener),
    once: (event: string, listener: (...args: unknown[]) => void) => events.once(event, listener),
    setWindowOpenHandler(handler: OpenHandler) {
      state.openHandler = handler;
    },
    getURL: () => state.url,
    setWebRTCIPHandlingPolicy(policy: string) {
      state.webRtcPolicy = policy;
    },
    replaceMisspelling: (word: string) => tell({ kind: 'did', what: 'replaceMisspelling', detail: word }),
  });
  const state: ContentsState = {
    windowId,
    partition,
    url: '',
    loaded: null,
    isDestroyed: false,
    openHandler: null,
    webRtcPolicy: 'default',
    events,
    contents,
    mainFrame,
    subFrame: frame(false),
  };
  return state;
}
