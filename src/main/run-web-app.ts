// The browser shell as a program: the core behind a server on 127.0.0.1, and a link that opens it.
import os from 'node:os';
import type { StartProblem } from '../preload/contract/start.ts';
import { createCarrier } from './core/carrier.ts';
import { systemClock } from './core/clock.ts';
import { parseConfig, type AppConfig } from './core/config.ts';
import { createCore } from './core/core.ts';
import { checkDataFolder } from './core/data-folder.ts';
import { unknownSettings } from './core/setting-names.ts';
import { startProblemOf } from './core/start-failure.ts';
import { startAppServer } from './web/app-server.ts';
import { askRunningApp } from './web/running-app.ts';
import { createFrameOrigins } from './web/frame-origins.ts';
import { createOneTimeDocuments } from './web/one-time-documents.ts';
import { loadSessionKey } from './web/session.ts';
import { systemWords } from './core/system-words.ts';
import { createWebShell } from './web/web-shell.ts';

/** Written in by the build, as in package.json. */
declare const __APP_VERSION__: string;

const closeWithinMs = 5000;
const words = systemWords();
const say = (line: string): void => console.log(line);

/** Resolves when it was told to end; sets the exit code. `rendererDir`: where the built page is. */
export async function runWebApp(rendererDir: string): Promise<void> {
  let port: number | null = null;
  try {
    for (const { name, meant } of unknownSettings(process.env)) console.error(words.start.unknownSetting(name, meant));
    const config = parseConfig(process.env, { platform: process.platform, homeDir: os.homedir() });
    port = config.port;
    await run(config, rendererDir);
    process.exitCode = 0;
  } catch (error) {
    console.error(words.start.problem(problemOf(error, port)));
    process.exitCode = 1;
  }
}

async function run(config: AppConfig, rendererDir: string): Promise<void> {
  checkDataFolder(config.dataDir);
  const key = await loadSessionKey(config.dataDir);
  const running = config.port === 0 ? null : await askRunningApp(config.port, key, systemClock);
  if (running !== null) return say(words.terminal.alreadyRuns(running));

  const documents = createOneTimeDocuments(systemClock);
  const frames = createFrameOrigins(() => core.serverOrigin());
  const shell = createWebShell({ documents, mayFrame: frames.mayFrame });
  const core = await createCore({ config, version: __APP_VERSION__, shell });
  const report = (error: unknown): void => core.report(error);
  for (const notice of core.notices) say(words.start.notice(notice));
  const server = await startAppServer({
    port: config.port,
    key,
    clock: systemClock,
    rendererDir,
    carrier: createCarrier(core.router, report),
    documents,
    frameOrigins: frames.forNewPage,
    onFreshLink: (link) => say(words.terminal.freshLink(link)),
    report,
  }).catch(async (error: unknown) => {
    await core.close();
    throw error;
  });
  say(words.terminal.runs(server.issueLink()));

  await toldToEnd();
  setTimeout(() => process.exit(1), closeWithinMs).unref();
  await server.close();
  documents.clear();
  await core.close();
}

function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

function problemOf(error: unknown, port: number | null): StartProblem {
  if (port !== null && error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return { kind: 'port_taken', port };
  return startProblemOf(error);
}
