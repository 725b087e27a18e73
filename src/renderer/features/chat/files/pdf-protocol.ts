// What the page and the worker that reads PDFs say to each other.

export type PdfText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'too_long' };

/** The library in the worker also speaks to the page, which does not listen. */
export type PdfReply = { readonly answer: PdfText } | { readonly action: string };
