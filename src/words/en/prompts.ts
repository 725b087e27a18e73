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
  /** What a model is told of a call of a tool in place of a result. */
  call: {
    failed: (reason: string) => `The call failed: ${reason}. It may have done its work all the same.`,
    gone: 'Nothing was run: this tool is no longer there.',
    inputUnreadable: 'Nothing was run: the arguments are no JSON object. Ask again with valid arguments.',
    notRun: 'Nothing was run: the user stopped before it began.',
    refused: 'Nothing was run: the user refused this call.',
    toolError: (text: string) => `The tool reports an error:\n${text}`,
    unknown: 'The call was interrupted while it ran. What it has done is not known.',
    unknownTool: 'Nothing was run: there is no tool of this name.',
  },
  /** Among what a tool gave. */
  given: {
    cut: '(The rest was cut off, since it was too long.)',
    leftOut: (type: string) => `(Something of the kind “${type}” was left out.)`,
    nothing: '(The tool gave nothing.)',
    unseenImage: '(An image, which you cannot see.)',
  },
  /** Of an earlier call, for a model that takes no tools. */
  called: (name: string, input: string, result: string) => `[Tool ${name} was called with ${input}]\n${result}`,
  turnsAre: (text: string) => `From an earlier conversation, word for word:\n${text}`,
};
