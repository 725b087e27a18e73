// Two answers to one question, side by side.

export const compare = {
  title: 'Two answers, side by side',
  /** Of the button beneath the field in which one writes. */
  choosing: 'Compare two answers',
  /** `model`: with where it runs, where that is not this computer. */
  with: (model: string) => `Compare with ${model}`,
  notWith: (model: string) => `Don’t compare with ${model}`,
  /** `price`: "0.4 credits". */
  withAtPrice: (model: string, price: string) => `Compare with ${model}, about ${price} for a short answer`,
  nameAtPrice: (model: string, price: string) => `${model}, about ${price} for a short answer`,
  stop: 'Stop',
  stopBoth: 'Stop both answers',
  stopThis: (model: string) => `Stop the answer from ${model}`,
  inTurn: 'Starts when the other answer is done: Ollama doesn’t hold both models in memory.',
  choose: 'Go on with this',
  chooseThis: (model: string) => `Go on with this: the answer from ${model}`,
  wait: 'Wait until both answers are there, or stop the one being written.',
  about:
    'Each answer is charged like any other. Both are kept: the one you don’t go on with stays as a version of the other.',
  chooseFirst: 'Choose the answer to go on with first.',
  /** How one of the two ended. `ended`: "The answer is complete." */
  announced: (model: string, ended: string) => `${model}: ${ended}`,
};
