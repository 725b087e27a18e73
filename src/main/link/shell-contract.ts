// What the core asks of the shell around it, when the two are processes of their own. Small, and the same whatever carries it.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { DocumentView } from '../../preload/contract/account.ts';
import { Command, SavedFile, TextFile } from '../../preload/contract/app.ts';

const CheckoutPage = z.object({
  url: z.url(),
  mayVisit: z.array(z.string()).readonly(),
  mayLoad: z.enum(['same', 'any_https']),
});

const ShownCheckout = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('window') }),
  z.object({ kind: z.literal('frame'), url: z.url() }),
  z.object({ kind: z.literal('tab'), url: z.url() }),
]);

const SecretDocument = z.object({ title: z.string(), html: z.string(), policy: z.string() });

const Values = z.record(z.string(), z.unknown());

export const shellContract = {
  openExternal: oc.input(z.object({ url: z.string().max(4000) })).output(z.enum(['opened', 'page_opens'])),
  openCheckout: oc.input(CheckoutPage).output(ShownCheckout),
  closeCheckout: oc.output(z.void()),
  showDocument: oc.input(SecretDocument).output(DocumentView),
  saveFile: oc.input(TextFile).output(SavedFile),
  signIn: {
    open: oc.input(z.object({ url: z.string().max(8000) })).output(z.enum(['opened', 'page_opens'])),
    hearsScheme: oc.output(z.boolean()),
    returns: oc.output(eventIterator(z.string().max(8000))),
  },
  commands: oc.output(eventIterator(Command)),
  preferences: {
    open: oc.output(z.object({ stored: Values, damagedFile: z.string().nullable() })),
    keep: oc.input(Values).output(z.void()),
  },
};
