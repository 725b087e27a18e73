// Speaks with a server that is a program of this computer, over its standard streams: one message a line. It bounds what comes,
// keeps the last words of the program, and ends all that the program has started. It knows nothing of what messages mean.
import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { JSONRPCMessageSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { ToolServerTrouble } from '../../../preload/contract/tools.ts';
import { createLineReader, LineTooLong, LineUnreadable } from '../line-reader.ts';
import type { Clock } from '../ports.ts';
import { within } from '../time-limit.ts';
import type { FlowBudget } from './flow-budget.ts';
import { saidMax, ServerFailed } from './server-failed.ts';
import { windowsStart } from './windows-start.ts';

/** No message is longer. */
export const messageBytesMax = 4_194_304;
/** How long a program is given to end by itself, and again after it is told to. */
const endMs = 1500;

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  /** null: the person's home. */
  readonly cwd: string | null;
  /** All that it is given, and nothing else. */
  readonly env: Readonly<Record<string, string>>;
};

export type ProgramTransport = Transport & {
  /** Once it is over, for whatever reason. */
  readonly over: Promise<ToolServerTrouble>;
  /** What it wrote last beside the messages, for a person to read. */
  said(): string;
};

type Parts = { readonly program: Program; readonly budget: FlowBudget; readonly clock: Clock };

export function createProgramTransport({ program, budget, clock }: Parts): ProgramTransport {
  const over = Promise.withResolvers<ToolServerTrouble>();
  const lines = createLineReader(messageBytesMax);
  let child: ChildProcess | null = null;
  let said = '';
  let fault: ToolServerTrouble | null = null;

  async function start(): Promise<void> {
    const started = Promise.withResolvers<void>();
    const running = open(program);
    child = running;
    running.on('spawn', () => started.resolve());
    running.on('error', (error) => {
      const trouble = startTrouble(error, program.command);
      started.reject(new ServerFailed(trouble, error));
      // A process that never was has no `close` to come.
      if (running.pid === undefined) finish(trouble);
    });
    running.on('exit', () => endGroup(running, 'SIGKILL'));
    running.on('close', (exitCode) => finish(fault ?? { code: 'ended', exitCode, detail: said }));
    running.stdout.on('data', (chunk: Buffer) => read(chunk));
    running.stderr.on('data', (chunk: Buffer) => {
      if (mayCome(chunk)) keep(chunk.toString('utf8'));
    });
    // A program that has ended reads nothing more; `close` says so.
    running.stdin.on('error', () => undefined);
    await started.promise;
  }

  function finish(trouble: ToolServerTrouble): void {
    over.resolve(trouble);
    transport.onclose?.();
  }

  function mayCome(chunk: Buffer): boolean {
    if (fault !== null) return false;
    if (budget.take(chunk.length)) return true;
    give({ code: 'flooded', detail: said });
    return false;
  }

  function give(trouble: ToolServerTrouble): void {
    fault ??= trouble;
    if (child !== null) endGroup(child, 'SIGKILL');
  }

  function read(chunk: Buffer): void {
    if (!mayCome(chunk)) return;
    try {
      for (const line of lines.push(chunk)) take(line);
    } catch (error) {
      if (error instanceof LineTooLong) return give({ code: 'flooded', detail: said });
      if (error instanceof LineUnreadable) return give({ code: 'not_understood', detail: said });
      throw error;
    }
  }

  /** Many programs write something of their own between the messages, such as that they have started. */
  function take(line: string): void {
    const message = readMessage(line);
    if (message === null) keep(`${line}\n`);
    else transport.onmessage?.(message);
  }

  function keep(text: string): void {
    said = (said + text).slice(-saidMax);
  }

  async function close(): Promise<void> {
    const running = child;
    if (running === null || running.pid === undefined) return;
    running.stdin?.end();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const isOver = await within(
        { clock, ms: endMs },
        over.promise.then(() => true),
        false,
      );
      if (isOver) return;
      endGroup(running, signal);
    }
    await within({ clock, ms: endMs }, over.promise, null);
  }

  const transport: ProgramTransport = {
    start,
    send: (message) => write(child, message),
    close,
    over: over.promise,
    said: () => said.trim(),
  };
  return transport;
}

/** Node itself refuses some texts, such as those with a zero in them. */
function open(program: Program): ChildProcessWithoutNullStreams {
  const { file, args, isLine } = startOf(program);
  try {
    return spawn(file, args, {
      windowsVerbatimArguments: isLine,
      cwd: program.cwd ?? homedir(),
      env: program.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that what it starts ends with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ServerFailed({ code: 'not_startable', detail: error.message.slice(0, saidMax) }, error);
  }
}

type Start = {
  readonly file: string;
  readonly args: readonly string[];
  /** The arguments stand on the line as they are. */
  readonly isLine: boolean;
};

/** Throws ServerFailed. */
function startOf(program: Program): Start {
  const { command, args } = program;
  if (process.platform !== 'win32') return { file: command, args, isLine: false };
  const start = windowsStart(program, isFile);
  if (start.kind === 'not_found') throw new ServerFailed({ code: 'not_found', command });
  if (start.kind === 'unusable') throw new ServerFailed({ code: 'not_startable', detail: '' });
  return { file: start.file, args: start.args, isLine: start.kind === 'by_interpreter' };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Resolves when the program takes more. */
function write(child: ChildProcess | null, message: JSONRPCMessage): Promise<void> {
  const input = child?.stdin;
  if (!input?.writable) return Promise.reject(new Error('The program has ended'));
  return new Promise((resolve, reject) => {
    input.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

function readMessage(line: string): JSONRPCMessage | null {
  try {
    return JSONRPCMessageSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function startTrouble(error: Error, command: string): ToolServerTrouble {
  const code = 'code' in error ? error.code : null;
  return code === 'ENOENT' ? { code: 'not_found', command } : { code: 'not_startable', detail: error.message };
}

/** On Windows there are no groups; there the program itself is ended. */
function endGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') return void child.kill(signal);
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // Nobody of the group is left.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}
