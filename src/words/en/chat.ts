// A chat: its answers and questions, the composer, the choice of a model, and what went wrong with a wish.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const chat = ({ count, decimal }: Formats) => ({
  conversation: 'Conversation',
  jumpToLatest: 'Jump to latest',
  opening: 'Opening the chat',
  newChat: 'New chat',
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  deleted: { title: 'This chat was deleted', text: 'It was deleted here or in another window.' },

  title: {
    rename: 'Rename',
    renameThis: (title: string) => `${title}: rename this chat`,
    name: 'Name of this chat',
    notRenamed: 'The chat couldn’t be renamed. Try again.',
  },

  empty: {
    greeting: 'What is on your mind?',
    noModel: 'No model selected.',
    chosen: (model: string) => `${model} is chosen for this chat.`,
    demo: 'The demo answers. It only pretends to be a model.',
    /** `place`: "on this computer", "in the cloud". */
    runs: (model: string, place: string) => `${model} runs ${place}.`,
    /** `leaving`: "leaves this computer". */
    /** Of a model that the operator of the server offers. */
    hosted: (model: string, operator: string) =>
      `${model} is offered by ${operator}. What you write leaves this computer.`,
    whatYouWrite: (leaving: string) => `What you write ${leaving}.`,
    suggestions: [
      { title: 'Explain something', text: 'Explain how a tally stick worked, in three short paragraphs.' },
      { title: 'Write with me', text: 'Help me write a short, friendly note to a neighbour about borrowing a ladder.' },
      {
        title: 'Look at code',
        text: 'Write a small function that groups a list by a key, and say how you would test it.',
      },
    ],
  },

  models: {
    label: 'Model',
    search: 'Search models',
    choose: 'Choose a model',
    looking: 'Looking for models…',
    none: 'No models installed. Download one with “ollama pull gemma3”.',
    noMatch: 'No model matches.',
    demo: 'Demo',
    cloud: 'Cloud',
    hosted: 'Hosted',
    /** Over the models of a person's own Ollama, where others follow. */
    own: 'Your Ollama',
    /** Over those of one of several: "Desk · on this computer". */
    group: (name: string, place: string) => `${name} · ${place}`,
    /** "Workshop · on another computer, leaves this computer". */
    groupLeaving: (name: string, place: string, leaving: string) => `${name} · ${place}, ${leaving}`,
    /** `what`: why it is away, without a full stop. */
    away: (what: string) => `Away: ${what}`,
    ollamaGone: 'Removed',
    /** Beside a name that more than one venue has. */
    hostedBy: (model: string, operator: string) => `${model} (${operator})`,
    /** `place`: "in the cloud". */
    runsAt: (model: string, place: string) => `${model} (${place})`,
    /** `price`: "0.4 credits"; null: nothing. `leaving`: "leaves this computer". */
    priceAndLeaving: (price: string | null, leaving: string) =>
      `${leaving.charAt(0).toUpperCase()}${leaving.slice(1)} · ${price === null ? 'free' : `about ${price} for a short answer`}`,
    unreachable: 'Can’t be reached right now',
    inMemory: 'In memory',
    demoDetail: 'Built in. It only pretends to be a model.',
    /** `place`: "on box.local". `leaving`: "leaves this computer". */
    placeAndLeaving: (place: string, leaving: string) =>
      `${place.charAt(0).toUpperCase()}${place.slice(1)}, ${leaving}`,
    notChanged: 'The model couldn’t be changed. Try again.',
  },

  composer: {
    message: 'Message',
    write: 'Write a message',
    writeNext: 'Write your next message',
    send: 'Send',
    stop: 'Stop',
    ctrlEnter: 'Ctrl ↵',
    escape: 'Esc',
    empty: 'Write something first.',
    sendNext: 'Send after this answer',
    cut: (pasted: number, most: number) =>
      `Only the first ${many(pasted, { one: 'character was', other: `${count(pasted)} characters were` })} pasted. A message can hold ${count(most)}.`,
    tooLong: (length: number, most: number) =>
      `Too long to send: ${count(length)} characters of at most ${count(most)}. Remove ${count(length - most)}.`,
    ollamaGone: 'The Ollama of this chat was removed. Choose a model of another one.',
    lookingForOllama: 'Looking for Ollama…',
    /** `what`: what is wrong with Ollama, without a full stop. */
    ollamaAway: (what: string) => `${what}. You can send as soon as Ollama responds.`,
    chooseModel: 'Choose a model first.',
    otherVersion: 'Another version of this chat is being answered. Wait until that is finished, or stop it.',
  },

  /** Messages that wait for the answer before theirs. */
  queue: {
    title: 'Waiting messages',
    waiting: (messages: number) =>
      many(messages, {
        one: '1 message is sent after this answer.',
        other: `${count(messages)} messages are sent after this answer, one by one.`,
      }),
    resting: 'Not sent yet. Send the first one, and the others follow.',
    files: (files: number) => many(files, { one: '(1 file)', other: `(${count(files)} files)` }),
    sendNow: 'Send now',
    edit: 'Edit waiting message',
    remove: 'Remove waiting message',
    moveUp: 'Move up',
    moveDown: 'Move down',
    moved: (place: number, of: number) => `Moved to place ${count(place)} of ${count(of)}.`,
    /** `model`: with where it runs, where that is not this computer. */
    answeredBy: (model: string) => `For ${model}`,
    save: 'Save',
    unreadable: (id: string) =>
      `This message can’t be read, so it isn’t sent. It is still stored on this computer, as message ${id}.`,
    failed: 'The waiting message couldn’t be changed. Try again.',
    sentMeanwhile: 'The message was sent before you saved. Your change is kept in the chat.',
  },

  /** Of a message of which not all that is stored can be read; `id` leads to it in the database and in the log. */
  unreadable: {
    question: 'Part of this message can’t be read, so models aren’t sent it, nor the answer to it.',
    answer: 'Part of this answer can’t be read, so models aren’t sent it.',
    kept: (id: string) => `Nothing was deleted: it is still stored on this computer, as message ${id}.`,
  },

  /** Of a chat that is open: where its own row in the database cannot be read whole, and where messages have no place in it. */
  unreadableChat: {
    itself:
      'Part of what is stored about this chat can’t be read, so its title, its model or its dates may be missing. Nothing was deleted.',
    messages: (messages: number) =>
      many(messages, {
        one: '1 message of this chat can’t be read, so it isn’t shown. Nothing was deleted: it is still stored on this computer.',
        other: `${count(messages)} messages of this chat can’t be read, so they aren’t shown. Nothing was deleted: they are still stored on this computer.`,
      }),
  },

  trouble: {
    kept: 'Your message is still in the box.',
    notResponding: 'The app isn’t responding. Try again in a moment.',
    failed: 'That didn’t work. Try again.',
    busy: 'The model is still answering in this chat. Stop it or wait, then try again.',
    chatGone: 'This chat was deleted. Copy your message into a new chat.',
    queueFull: 'No more messages can wait in this chat. Remove one, or wait until one is sent.',
    notShared:
      'The server address changed, so nothing was sent. Send again to choose whether this chat may go to the new server.',
    ollamaGone: 'The Ollama of this chat was removed, so nothing was sent. Choose a model of another one.',
    fileGone: 'A file of this message is no longer there. Remove it and attach it again.',
    messageGone: 'The message you’re replying to was deleted.',
    questionUnreadable: 'The question can’t be read, so it can’t be answered again. Edit it, or ask it anew.',
    cannotContinue: 'This answer can’t be continued. Regenerate it instead.',
    notStopped: 'The answer couldn’t be stopped. Try again.',
  },

  answer: {
    /** Of one that is long and stands folded. */
    showAll: 'Show all',
    showLess: 'Show less',
    /** Empty where it cannot be read which model it was. */
    from: (model: string) => (model === '' ? 'Answer' : `Answer from ${model}`),
    unknownModel: 'unknown model',
    waiting: 'Waiting for the first word',
    thinking: 'Thinking…',
    thoughts: 'Thoughts',
    thoughtFor: (seconds: number) =>
      seconds < 60
        ? `Thought for ${many(seconds, { one: '1 second', other: `${count(seconds)} seconds` })}`
        : `Thought for ${many(Math.round(seconds / 60), { one: '1 minute', other: `${count(Math.round(seconds / 60))} minutes` })}`,
    copy: 'Copy answer',
    copyAs: 'Copy as…',
    copyPlain: 'Copy as plain text',
    quote: 'Quote selection',
    readAloud: 'Read aloud',
    stopReading: 'Stop reading',
    regenerate: 'Regenerate',
    regenerateWith: (model: string) => `Regenerate with ${model}`,
    anotherModel: 'Use another model',
    /** The plan's day is used up. */
    ownInstead: (model: string, asked: string) =>
      `Your plan’s limit for today is reached, so ${model} on your own Ollama answered instead of ${asked}.`,
    otherInstead: (model: string, asked: string) =>
      `Your plan’s limit for today is reached, so ${model} answered instead of ${asked}.`,
    anotherInstead: (asked: string) =>
      `Your plan’s limit for today is reached, so another model answers instead of ${asked}.`,
    /** A model's name follows. */
    tryAgainWith: 'Try again with ',
    interrupted: 'The app closed during this answer',
    partSaved: 'The partial answer was saved.',
    notBegun: 'The answer hadn’t started yet.',
    signIn: 'Sign in',
    details: 'Details',
    noAnswerFor: (seconds: number) =>
      `No answer for ${many(seconds, { one: '1 second', other: `${count(seconds)} seconds` })}.`,
    stoppedBefore: 'You stopped this answer before it started.',
    stopped: 'You stopped this answer.',
    empty: 'The model returned an empty answer.',
    limit: 'The answer reached the model’s length limit.',
    limitBefore: 'The model reached its length limit before it answered.',
    limitThinking: 'The model reached its length limit while it was thinking.',
    /** After one of these, where the answer itself cannot go on. */
    askToContinue: 'Ask it to continue.',
    goOn: 'Continue',
    answerNow: 'Answer without thinking',
    /** The operator's server kept the answer to so many tokens. */
    limited: (tokens: number) =>
      `This answer was limited to ${many(tokens, { one: '1 token', other: `${count(tokens)} tokens` })}, as your credits allow.`,
    shortened: (tokens: number) =>
      `This answer was shortened to ${many(tokens, { one: '1 token', other: `${count(tokens)} tokens` })}, as your credits allow. Buy credits for longer answers.`,
    version: (one: number, of: number) => `Version ${count(one)} of ${count(of)}`,
    previousVersion: 'Previous version',
    nextVersion: 'Next version',
  },

  announced: {
    answering: (model: string) => `${model} is answering.`,
    complete: 'The answer is complete.',
    stopped: 'The answer was stopped.',
    interrupted: 'The answer was interrupted.',
  },

  /** Asked once before a chat goes to a server. */
  sharing: {
    title: (operator: string) => `Send this chat to ${operator}?`,
    leaves: 'What leaves',
    leavesText: 'Your message, everything said in this chat so far, and your instructions to models.',
    filesText: (names: string) => `Also what these hold: ${names}.`,
    where: 'Where it goes',
    whereText: (model: string, host: string) =>
      `To ${host}, which passes it on to ${model}. Whoever runs these can read what you send.`,
    cost: 'What it costs',
    /** `price`: "0.4 credits". */
    costText: (price: string) => `About ${price} for a short answer. A long chat or a long answer costs more.`,
    costFree: 'Nothing for a short answer.',
    costUnknown: 'The price stands beside each answer.',
    once: 'You’re asked once for each chat.',
    send: 'Send',
  },

  charge: {
    free: 'free message',
    plan: 'included in your plan',
    released: 'not charged',
    grace: 'offline, not charged',
    unsettled: 'charge pending…',
  },
  tokens: (tokens: number) => many(tokens, { one: '1 token', other: `${count(tokens)} tokens` }),
  /** From a hundred on, whole. */
  tokensPerSecond: (speed: number) => `${speed >= 100 ? count(Math.round(speed)) : decimal(speed, 1)} tokens/s`,

  question: {
    you: 'You',
    copy: 'Copy question',
    edit: 'Edit question',
    newVersion: 'Sends a new version. The old one stays.',
    wait: 'Wait for the answer to finish, or stop it.',
    showLess: 'Show less',
    showAll: 'Show all',
    moreLines: (lines: number) => ` · ${many(lines, { one: '1 more line', other: `${count(lines)} more lines` })}`,
  },

  markdown: {
    copyCode: 'Copy code',
    saveCode: 'Save code as a file',
    wrapLines: 'Wrap long lines',
    lineNumbers: 'Line numbers',
    plainText: 'text',
    /** The names of files, before what says their kind. */
    codeFile: 'code',
    tableFile: 'table',
    drawingFile: 'diagram',
    saved: 'Saved',
    failed: 'Couldn’t save',
    copyCsv: 'Copy as CSV',
    copyMarkdown: 'Copy as Markdown',
    saveCsv: 'Save as CSV',
    code: 'Code',
    codeIn: (language: string) => `Code in ${language}`,
    picture: 'A picture',
    done: 'Done',
    toDo: 'To do',
    table: 'Table',
    footnotes: 'Footnotes',
    backFromNote: (note: number) => `Back from note ${count(note)}`,
    diagram: 'Diagram',
    /** `line`: the first of its source. */
    drawnFrom: (line: string) => `Diagram: ${line}`,
    showSource: 'Show source',
    showDiagram: 'Show diagram',
    saveSvg: 'Save as SVG',
    copySource: 'Copy source',
    drawAgain: 'Draw again',
    notDrawn: {
      unreadable: 'This diagram couldn’t be drawn. Here is its source.',
      /** `line`: what is wrong, in the words of the library that draws. */
      because: (line: string) => `This diagram couldn’t be drawn. Here is its source. ${line}`,
      too_long: 'This diagram is too large to be drawn. Here is its source.',
      too_slow: 'Drawing this diagram took too long, so it was stopped. Here is its source.',
      not_loaded: 'This diagram couldn’t be drawn right now. Here is its source.',
    },
    tableSize: (rows: number, columns: number) =>
      `${many(rows, { one: '1 row', other: `${count(rows)} rows` })} · ${many(columns, { one: '1 column', other: `${count(columns)} columns` })}`,
  },

  link: {
    question: 'Open this link?',
    opens: (host: string) => `It opens ${host} in your browser.`,
    open: 'Open link',
    copy: 'Copy link',
    notOpened: 'Couldn’t open the link. Try again, or copy it into your browser.',
    onlyHttps: 'Tallystick opens only links that start with https. Copy this one if you trust it.',
  },
});
