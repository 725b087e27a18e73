// A page of a list: at most 200 entries at a time, however many are asked for.

/** `cursor`: what the page before answered, null for the first. */
export type PageAsked = { readonly limit: number; readonly cursor: string | null };
