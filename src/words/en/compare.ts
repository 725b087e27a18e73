// Two answers to one question, side by side.

export const compare = {
  title: 'Two answers, side by side',
  /** `model`: with where it runs, where that is not this computer. */
  with: (model: string) => `Compare with ${model}`,
  /** `price`: "0.4 credits". */
  withAtPrice: (model: string, price: string) => `Compare with ${model}, about ${price} for a short answer`,
  stop: 'Stop',
  stopThis: (model: string) => `Stop the answer from ${model}`,
  choose: 'Go on with this',
  chooseThis: (model: string) => `Go on with this: the answer from ${model}`,
  wait: 'Wait until both answers are there, or stop the one being written.',
  about:
    'Each answer is charged like any other. Both are kept: the one you don’t go on with stays as a version of the other.',
  chooseFirst: 'Choose the answer to go on with first.',
};
