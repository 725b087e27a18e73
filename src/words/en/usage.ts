// What was used, in plots and tables.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const usage = ({ count }: Formats) => ({
  loading: 'Adding up what was used',
  notLoaded: 'Couldn’t add up what was used.',
  again: 'Try again',

  period: 'Period',
  periods: { week: '7 days', month: '30 days', quarter: '90 days', year: 'A year', all: 'All' },
  split: 'Split by',
  splits: { model: 'Model', place: 'Place' },
  places: {
    this_computer: 'This computer',
    other_computer: 'Other computers',
    operator: 'Hosted',
    cloud: 'Cloud',
    unknown: 'Not known',
  },
  /** All that have no colour of their own. */
  others: { model: 'Other models', place: 'Other places' },
  /** `ollama`: as the person calls it, or where it is. */
  modelAt: (model: string, ollama: string) => `${model} · ${ollama}`,

  measures: {
    messages: 'Messages',
    promptTokens: 'Tokens read',
    completionTokens: 'Tokens written',
    microcredits: 'Credits',
  },
  total: 'In all',
  day: 'Day',
  month: 'Month',
  /** The name of a plot, for those who do not see it. */
  plot: (measure: string, total: string) => `${measure} by day: ${total} in all. The table has the same figures.`,
  plotByMonth: (measure: string, total: string) =>
    `${measure} by month: ${total} in all. The table has the same figures.`,
  showTable: 'Show table',
  hideTable: 'Hide table',
  /** Of the measure. */
  showTableOf: (measure: string) => `Show table: ${measure}`,
  hideTableOf: (measure: string) => `Hide table: ${measure}`,
  saveCsv: 'Save as CSV',
  saveCsvOf: (measure: string) => `Save as CSV: ${measure}`,
  saved: 'Saved',
  notSaved: 'Couldn’t save the file.',
  /** The start of the file's name. */
  file: 'usage',

  uncounted: (answers: number) =>
    many(answers, {
      one: 'One answer came without a count of tokens, as those that you stop do. Its tokens are in no plot.',
      other: `${count(answers)} answers came without a count of tokens, as those that you stop do. Their tokens are in no plot.`,
    }),
  about:
    'Made from the chats on this computer. An answer counts on the day it ended; one that failed or was refused doesn’t. A model that ran on several Ollamas is shown for each of them. Chats that you delete still count: of their answers the time to a quarter of an hour, the model, the Ollama’s name and these figures are kept, and not a word of what was written.',
  empty: {
    title: 'Nothing used yet',
    inPeriod: 'No answer ended in this period.',
    text: 'How many messages, tokens and credits you use stands here, once a model has answered.',
  },
});
