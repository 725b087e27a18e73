// What the app itself tells a model. It is read by models, and shown to people who open it.

export const prompts = {
  asked: 'Question:',
  answered: 'Answer:',
  /** `before`: what was summed up so far; empty at the beginning. */
  summarise: (before: string, piece: string) =>
    [
      'Summarise the conversation below so that it can go on without its beginning. Keep names, numbers, decisions, open questions and what was agreed. Write only the summary, in the language of the conversation, in at most fifteen sentences.',
      ...(before === '' ? [] : [`What came before, already summarised:\n${before}`]),
      `The conversation:\n${piece}`,
      'The summary:',
    ].join('\n\n'),
  title:
    'Give this conversation a title of two to six words that says what it is about. Write only the title, in the language of the conversation, without quotation marks and without a full stop.',
  summaryIs: (text: string) => `What was said earlier in this conversation, summarised:\n${text}`,
  turnsAre: (text: string) => `From an earlier conversation, word for word:\n${text}`,
};
