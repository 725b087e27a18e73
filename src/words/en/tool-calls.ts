// A model's call of a tool within an answer, and which tools a chat has.
import type { ToolCallState } from '../../preload/contract/part.ts';
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

type NotCallable = Extract<ToolCallState, { kind: 'not_callable' }>['reason'];

export const toolCalls = ({ count }: Formats) => ({
  /** `server`: null where there is no such tool. */
  call: (tool: string, server: string | null) => (server === null ? `Tool ${tool}` : `Tool ${tool} of ${server}`),
  of: (server: string) => `of ${server}`,
  asks: (model: string) => `${model} wants to use this tool. Nothing has run yet.`,
  /** Of a model that somebody else hosts. */
  sentTo: (operator: string) => `What it gives is sent to ${operator}, and the model’s next step is charged.`,
  permission: (tool: string) => `May ${tool} run?`,
  once: 'Allow once',
  inChat: 'Allow in this chat',
  always: 'Always allow',
  refuse: 'Don’t allow',
  notDecided: 'That didn’t reach the app. Try again.',
  tooLate: 'This call no longer waits for an answer.',
  announced: (model: string, tool: string, server: string) =>
    `${model} wants to use the tool ${tool} of ${server}. It waits for your permission in the answer.`,
  stop: 'Stop the answer',

  state: {
    asked: 'Waiting for you',
    approved: 'Waiting its turn',
    running: 'Running…',
    runningFor: (seconds: number) => `Running for ${count(seconds)} s`,
    done: 'Done',
    error: 'The tool reported an error',
    refused: 'Not allowed',
    failed: 'Failed',
    not_callable: 'Not run',
    not_run: 'Not run',
    unknown: 'Interrupted',
  },
  explained: {
    refused: 'You didn’t allow this call. The model was told so.',
    failed: 'It may have done its work all the same, and wasn’t called again.',
    not_run: 'The answer ended before it ran.',
    unknown: 'The answer ended while it ran. What it had done by then isn’t known, and it wasn’t called again.',
  },
  notCallable: {
    unknown_tool: 'The model named a tool that it wasn’t offered.',
    gone: 'The tool has changed or its server is off, so nothing ran.',
    input_unreadable: 'The model’s arguments couldn’t be read, so nothing ran.',
  } satisfies Readonly<Record<NotCallable, string>>,

  arguments: 'Arguments',
  noArguments: 'Without arguments.',
  asJson: 'Show as JSON',
  asList: 'Show as a list',
  result: 'Result',
  emptyResult: 'The tool gave nothing back.',
  isCut: 'The result was longer than the app takes. The rest was cut, and the model doesn’t see it either.',
  /** `type`: what its server calls it, such as "audio". */
  leftOut: (type: string) => `Left out: something of the kind “${type}”, which the app doesn’t show.`,
  tooManyRounds: (rounds: number) =>
    `The model used tools ${many(rounds, { one: 'once', other: `${count(rounds)} times` })} in a row, so the app ended the answer here.`,

  offered: {
    title: 'Tools',
    /** `all`: also those that the chat leaves out. */
    button: (n: number, all: number) =>
      n === all
        ? `Tools: ${many(n, { one: '1 tool', other: `${count(n)} tools` })}`
        : `Tools: ${count(n)} of ${count(all)}`,
    figure: (n: number, all: number) => (n === all ? count(n) : `${count(n)} of ${count(all)}`),
    none: 'Tools: this model can’t use them',
    intro:
      'The model may ask to use these while it answers in this chat. Each waits for your permission unless you allowed it.',
    server: (n: number, all: number, tokens: number) =>
      n === 0
        ? 'Not in this chat'
        : `${n === all ? many(n, { one: '1 tool', other: `${count(n)} tools` }) : `${count(n)} of ${count(all)} tools`}, ~${count(tokens)} tokens`,
    toolsOf: (server: string) => `Tools of ${server}`,
    tokens: (n: number) => `~${count(n)} tokens`,
    /** `window`: null: not known. */
    sum: (tokens: number, window: number | null) =>
      window === null
        ? `Their descriptions take about ${count(tokens)} tokens of each request.`
        : `Their descriptions take about ${count(tokens)} of the ${count(window)} tokens that the model sees at once (${count(Math.ceil((tokens / window) * 100))}%).`,
    offerAll: 'Offer all of them',
    notSaved: 'The choice of tools couldn’t be saved. Try again.',
    starting: 'Starting…',
    away: 'Not working',
    cannot: (model: string) => `${model} can’t use tools. Choose a model that Ollama lists with “tools”.`,
    hostedCannot: (model: string) =>
      `${model} isn’t offered your tools: whoever hosts it doesn’t say that it can use them.`,
    hosted: (operator: string) =>
      `What your tools give is sent to ${operator}, and each time the model goes on with it is charged; the answer shows the sum.`,
    hostedMost: (max: number) => `A hosted model is told of the first ${count(max)} tools.`,
    manage: 'Manage tools…',
  },
});
