// Servers of tools in the settings: what they are, how they are, what they may do.
import type { SkippedServer, ToolServerTrouble } from '../../preload/contract/tools.ts';
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';
import { secretTrouble } from './secrets.ts';

const many = pluralsOf('en');

export const tools = ({ count, list }: Formats) => ({
  intro:
    'Tools come from servers that speak the Model Context Protocol (MCP). A model can ask to use one; nothing runs before you allow it.',
  loading: 'Loading servers',
  add: 'Add server',
  paste: 'Paste a list',
  notDone: 'That didn’t work. Try again.',
  restartNow: 'Restart now',

  empty: {
    title: 'Give models something to work with',
    text: 'With tools a model can look things up, read files or run a query while it answers. A server offers them: a program on this computer, or an address.',
    example: 'This one lets a model read and write the files of a single folder. It needs Node.js.',
    startFrom: 'Start from this example',
  },
  /** What the example fills in. The folder is to be changed by the person. */
  example: {
    name: 'Files',
    command: 'npx',
    args: ['-y', '@modelcontextprotocol/server-filesystem', '/path/to/a/folder'],
  },

  server: {
    inFolder: (folder: string) => `in ${folder}`,
    given: (names: readonly string[]) => `with ${list(names)} (values hidden)`,
    edit: (name: string) => `Edit ${name}`,
    restart: (name: string) => `Restart ${name}`,
    remove: (name: string) => `Remove ${name}`,
    removeAsk: (name: string) =>
      `Remove “${name}”? Its settings, its saved values and what you allowed are deleted. Answers that used its tools stay.`,
    removeYes: 'Remove',
    removeNo: 'Keep',
    removed: (name: string) => `Removed ${name}`,
  },

  state: {
    off: 'Off',
    starting: 'Starting…',
    ready: (n: number) =>
      n === 0 ? 'On, but it offers no tools' : many(n, { one: 'On, 1 tool', other: `On, ${count(n)} tools` }),
    cut: 'It offers more tools than the app takes, or some that can’t be used; those are left out.',
    waiting: (seconds: number) =>
      seconds <= 0 ? 'Stopped. Starting again…' : `Stopped. Starting again in ${count(seconds)} s`,
    failed: 'Not working',
  },
  said: 'What the server said last',
  saidShort: 'Output',
  saidBy: (name: string) => `Last output of ${name}`,
  saidNothing: 'It has written nothing beside its answers.',
  trouble: (trouble: ToolServerTrouble): string => sayTrouble(trouble, count),

  confirm: {
    title: (name: string) => `Start “${name}”?`,
    text: 'This program will run on this computer and can do whatever you can, such as read and delete your files. Start it only if you trust whoever made it.',
    addressTitle: (name: string) => `Connect to “${name}”?`,
    addressText: 'What a model asks of its tools is sent there, which can include parts of your chats.',
    start: 'Start',
    connect: 'Connect',
    notNow: 'Not now',
  },

  form: {
    addTitle: 'Add a server',
    editTitle: (name: string) => `Edit ${name}`,
    name: 'Name',
    nameHint: 'Models see it in front of the names of its tools.',
    way: 'Where it is',
    program: 'Program',
    address: 'Address',
    command: 'Command',
    commandHint: 'A program such as npx, uvx, docker or node, or the full path of one. Not a line for a shell.',
    args: 'Arguments',
    argsHint: 'One on each line, without quotation marks. They are stored as they are: put secrets below.',
    folder: 'Folder to run in',
    folderHint: 'Leave empty for your home folder.',
    url: 'Address',
    urlHint: 'Starts with https:// or http://. The older “SSE” way of connecting isn’t supported.',
    variables: 'Environment variables',
    headers: 'Headers',
    valuesHint: 'Values are stored as secrets, such as in the keychain, and never shown again.',
    valueName: (n: number) => `Name ${count(n)}`,
    value: (n: number) => `Value ${count(n)}`,
    valueIsSet: 'Set. Type to replace',
    addVariable: 'Add variable',
    addHeader: 'Add header',
    removeValue: (n: number) => `Remove line ${count(n)}`,
    willRun: 'This is what will run',
    willConnect: 'This is where it will connect',
    nothingYet: 'Enter a command.',
    noAddressYet: 'Enter an address.',
    cancel: 'Cancel',
    add: 'Add',
    save: 'Save',
    saveAndRestart: 'Save and restart',
  },
  wrong: {
    name: 'Give it a name.',
    nameTooLong: (max: number) => `A name has at most ${count(max)} characters.`,
    command: 'Enter the program to run.',
    url: 'Enter an address that starts with https:// or http://.',
    tooLong: (max: number) => `At most ${count(max)} characters fit here.`,
    tooManyArgs: (max: number) => `At most ${count(max)} arguments fit here.`,
    variable: 'A variable’s name has only letters, digits and _, and doesn’t begin with a digit.',
    header: 'A header’s name has no spaces or colons.',
    headerValue: 'A header’s value is one line of plain characters.',
    twice: 'This name is there twice.',
    valueMissing: 'Enter a value.',
  },
  saving: {
    too_many: 'There is no room for another server. Remove one first.',
    name_taken: 'Another server has this name already.',
    value_missing: 'A saved value is no longer there. Enter it again.',
    notKept: (reason: string) => `Couldn’t store the values. ${reason}`,
    failed: 'Couldn’t save. Your changes are still here; try again.',
  },

  pasting: {
    title: 'Paste a list of servers',
    text: 'Most servers come with a piece of JSON for other apps. Paste it here and look through what it holds. What you add is switched off: nothing starts by itself.',
    label: 'JSON',
    look: 'Look through it',
    back: 'Back to the text',
    add: (n: number) => many(n, { one: 'Add 1 server', other: `Add ${count(n)} servers` }),
    servers: 'Servers in the list',
    /** `all`: also those that would not be added. */
    found: (n: number, all: number) => {
      if (n === 0) return 'Nothing in this list can be added.';
      if (n < all) return `Of these ${count(all)} servers ${count(n)} would be added, switched off:`;
      return many(n, {
        one: 'This server would be added, switched off:',
        other: `These ${count(n)} servers would be added, switched off:`,
      });
    },
    unusable: 'Can’t be used:',
    more: (n: number) => `and ${count(n)} more`,
    notAdded: {
      name_taken: 'Not added: a server of this name is there already. Change the name in the text to add both.',
      name_twice: 'Not added: the list has this name twice. Change one of them in the text to add both.',
      too_many: 'Not added: there is no room for another server.',
    },
    not_json: 'This isn’t valid JSON. Look for a missing comma or bracket.',
    no_servers: 'There are no servers in it. It should have "mcpServers" with at least one entry.',
    tooLong: 'This is too long for a list of servers.',
    added: (names: readonly string[]) =>
      `Added ${list(names)}, switched off. Check what each one runs, then switch it on.`,
    noneAdded: 'Nothing was added.',
    skipped: ({ name, reason }: SkippedServer): string => `${name}: ${skipReasons[reason]}`,
  },

  tool: {
    all: (n: number) => many(n, { one: '1 tool', other: `${count(n)} tools` }),
    allOf: (name: string) => `Tools of ${name}`,
    noDescription: 'It doesn’t say what it does.',
    allowance: (tool: string) => `Before ${tool} runs`,
    ask: 'Ask each time',
    always: 'Always allow',
    /** Where it is allowed without asking. */
    inChats: 'Allowed in these chats:',
    inChatsOf: (tool: string) => `Chats in which ${tool} is allowed`,
    takeBack: 'Ask again',
    takeBackIn: (tool: string, chat: string) => `Ask again before ${tool} runs in “${chat}”`,
    forgetAll: 'Ask again for everything',
    forgetAllHint: 'Also takes back what you allowed in single chats.',
    forgotten: (name: string) => `You’ll be asked again before a tool of ${name} runs`,
    more: 'Show more',
    less: 'Show less',
    changed: 'This tool has changed just now. Look at it again.',
  },
});

const skipReasons: Readonly<Record<SkippedServer['reason'], string>> = {
  not_understood: 'it has neither a command nor an address.',
  bad_address: 'its address doesn’t start with https:// or http://.',
  bad_values: 'a name or value of its variables or headers can’t be used, or there are too many.',
  old_transport: 'it uses the older “SSE” way of connecting, which isn’t supported.',
  name_taken: 'a server of this name is there already.',
  too_many: 'there is no room for another server.',
};

function sayTrouble(trouble: ToolServerTrouble, count: Formats['count']): string {
  switch (trouble.code) {
    case 'not_found':
      return `There is no program “${trouble.command}” here, or no such folder to run it in. Install it, or enter its full path.`;
    case 'not_startable':
      return 'The program couldn’t be started.';
    case 'ended':
      return trouble.exitCode === null
        ? 'The program ended unexpectedly.'
        : `The program ended by itself (exit code ${String(trouble.exitCode)}).`;
    case 'slow':
      return `It didn’t answer within ${many(trouble.waitedS, { one: 'a second', other: `${count(trouble.waitedS)} seconds` })}.`;
    case 'flooded':
      return 'It sent more than anybody could read, so it was stopped.';
    case 'not_understood':
      return 'It doesn’t speak the Model Context Protocol. Check the command or the address.';
    case 'unreachable':
      return 'Nothing answers at this address. Check it, and whether the server runs.';
    case 'sign_in':
      return 'It wants to know who asks. Add a header with a token, such as Authorization.';
    case 'status':
      return `It answered with an error (HTTP ${String(trouble.status)}).`;
    case 'secrets':
      return `Its saved values can’t be read. ${secretTrouble(trouble.trouble)}`;
  }
}
