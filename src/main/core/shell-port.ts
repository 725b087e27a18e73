// What the core asks of whatever surrounds it: windows, the person's browser, files, and wishes from menus.
import type { CheckoutView, DocumentView } from '../../preload/contract/account.ts';
import type { Command, SavedFile, TextFile } from '../../preload/contract/app.ts';

/** A page to pay on, and how far it may reach. */
export type CheckoutPage = {
  readonly url: string;
  /** Where the page itself may go: origins, `https://*.example.com` standing for all beneath. Everything else is refused there. */
  readonly mayVisit: readonly string[];
  /** What it may load: only from those, or from any https address as well. The frame in which a bank confirms a card is the bank's. */
  readonly mayLoad: 'same' | 'any_https';
};

/** A whole page of HTML with nothing in it from elsewhere. */
export type SecretDocument = {
  readonly title: string;
  readonly html: string;
  /** The Content-Security-Policy it has to be shown under; it puts the document into a sandbox. */
  readonly policy: string;
};

/** The person's own browser, for signing in. */
export type ShellSignIn = {
  /** A page of an identity provider, at an https address or on this computer. `page_opens`: the page itself has to follow the link. */
  open(url: string): Promise<'opened' | 'page_opens'>;
  /** Whether a browser that is sent to tallystick://callback comes to this app. */
  hearsScheme(): Promise<boolean>;
  /** The whole addresses with which it comes, from now on. */
  returns(signal: AbortSignal): AsyncIterable<string>;
};

/** What a shell does for the core. */
export type Shell = {
  readonly kind: 'electron' | 'web';
  /** Only https, lightning and bitcoin reach it. `page_opens`: the page itself has to follow the link. */
  openExternal(url: string): Promise<'opened' | 'page_opens'>;
  /** Rejects where the page cannot be shown; then none is open. */
  openCheckout(page: CheckoutPage): Promise<Exclude<CheckoutView, { kind: 'invoice' }>>;
  closeCheckout(): Promise<void>;
  /** Shows it apart from the page, which never gets to see what stands in it; written to no disk. */
  showDocument(document: SecretDocument): Promise<DocumentView>;
  /** Asks the person where to. While that question stands, another is `cancelled` at once. */
  saveFile(file: TextFile): Promise<SavedFile>;
  readonly signIn: ShellSignIn;
  /** Wishes from menus, deep links and second starts. */
  commands(signal: AbortSignal): AsyncIterable<Command>;
};
