// A main process with nothing but the two locked-down windows, on the Electron double; a test says what to open in them.
import { app } from 'electron';
import { z } from 'zod';
import { createCheckoutWindow } from '../../../src/main/electron/checkout-window.ts';
import { createDocumentWindow } from '../../../src/main/electron/document-window.ts';
import { registerPageScheme } from '../../../src/main/electron/page-protocol.ts';

const Wish = z.union([
  z.object({ document: z.object({ title: z.string(), html: z.string(), policy: z.string() }) }),
  z.object({
    checkout: z.object({ url: z.string(), mayVisit: z.array(z.string()), mayLoad: z.enum(['same', 'any_https']) }),
  }),
]);

registerPageScheme();
const report = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
const documents = createDocumentWindow(report);
const checkout = createCheckoutWindow(report, () => undefined);

// Electron's own words for a second start carry the wish in.
app.on('second-instance', (_event, [wish = '']) => {
  const wanted = Wish.parse(JSON.parse(wish));
  const opening = 'document' in wanted ? documents.open(wanted.document, null) : checkout.open(wanted.checkout, null);
  opening.catch(report);
});
