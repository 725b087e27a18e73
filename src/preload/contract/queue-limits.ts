// How many questions may wait in a chat. By itself, so that the page can count without loading the calls.

export const queuedMax = 20;
