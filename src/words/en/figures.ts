// All that is known of how an answer was made: figures in detail, behind its line.
import type { Formats } from '../formats.ts';

export const figures = ({ count, decimal }: Formats) => ({
  open: 'Figures of this answer',
  model: 'Model',
  place: 'Made',
  promptTokens: 'Tokens read',
  answerTokens: 'Tokens written',
  speed: 'Speed',
  /** From the question to the first word that the model made, thoughts included. */
  firstWord: 'First word after',
  load: 'Loading the model',
  total: 'In all',
  cost: 'Cost',
  tokens: (tokens: number) => count(tokens),
  seconds: (ns: number) => `${decimal(ns / 1e9, ns < 1e10 ? 2 : 1)} s`,
});
