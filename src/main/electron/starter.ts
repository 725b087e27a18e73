// Tells the program that started this one, such as npm start, how the start went: a line each, on a pipe that it named.
import { writeSync } from 'node:fs';

export type StartNews = 'window shown' | 'second' | `refused: ${string}`;

/** Does nothing where TALLYSTICK_READY_FD names no pipe. */
export function tellStarter(env: NodeJS.ProcessEnv, news: StartNews): void {
  const fd = Number(env['TALLYSTICK_READY_FD'] ?? '');
  if (!Number.isInteger(fd) || fd < 3) return;
  try {
    writeSync(fd, `${news.replaceAll('\n', ' ')}\n`);
  } catch {
    // Nobody reads the pipe any more; the app runs all the same.
  }
}
