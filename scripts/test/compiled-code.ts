// Node keeps what it has compiled of the server, so that the hundreds of servers that tests start need not compile it again each.
// It is filled once, before the tests, since the first of those servers start at the same time.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from './runners.ts';

export type CompiledCode = {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where it is kept; another user needs a folder of its own. */
  readonly folder?: string;
  /** Where the tests run as another user. */
  readonly wrap?: (command: Command) => Command;
};

/** Gives the environment with it. A test whose program keeps its own code, or shall keep none, takes the variable away. */
export async function withCompiledCode({ root, env, ...more }: CompiledCode): Promise<NodeJS.ProcessEnv> {
  const folder = more.folder ?? path.join(root, 'node_modules', '.cache', 'tallystick-compiled');
  const filled = { ...env, NODE_COMPILE_CACHE: folder };
  const server = pathToFileURL(path.join(root, 'server', 'server.ts')).href;
  const command = {
    program: process.execPath,
    args: ['-e', `import('${server}').then(() => process.exit())`],
    env: filled,
  };
  const wrapped = more.wrap?.(command) ?? command;
  const child = spawn(wrapped.program, [...wrapped.args], { cwd: root, env: wrapped.env, stdio: 'ignore' });
  // Without it the tests only take longer.
  await new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  return filled;
}
