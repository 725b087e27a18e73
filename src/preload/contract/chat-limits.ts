// How long what people write may be. By itself, so that the page can count without loading the calls.

/** Of what a person may type or paste, in UTF-16 units. */
export const messageTextMax = 1_000_000;
export const titleMax = 200;
