// The app's environment, parsed once. The only place that knows the variables' names; who starts the app passes them in.
import path from 'node:path';
import { z } from 'zod';
import type { SettingWanted } from '../../preload/contract/start.ts';
import { readOllamaHost } from './ollama-host.ts';
import { StartFailure } from './start-failure.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type Platform = 'linux' | 'macos' | 'windows';

export type AppConfig = {
  readonly platform: Platform;
  readonly homeDir: string;
  /** Where chats, preferences and, if a person chose so, the token file are kept. */
  readonly dataDir: string;
  /** The port of the browser shell on 127.0.0.1; 0: any free one. */
  readonly port: number;
  /** Defaults for as long as no other is set in the app. */
  readonly ollamaAddress: string;
  readonly serverAddress: string;
  readonly keychain: { readonly kind: 'off' } | { readonly kind: 'on'; readonly service: string };
  /** Messages a day while no server can be reached. */
  readonly offlineGrace: number;
  /** Where an installed Ollama is looked for. */
  readonly programs: { readonly pathDirs: readonly string[]; readonly programDirs: readonly string[] };
  /** What each program that the app starts for its tools is given of the environment; never all of it, which may hold keys. */
  readonly programEnv: Readonly<Record<string, string>>;
  /** Where an Ollama of this computer may keep its models, the likeliest first. */
  readonly modelDirs: readonly string[];
  /** What other programs of this computer go through; may hold a password. null: nothing is named. */
  readonly proxy: string | null;
  /** Hosts in a network of one's own, with their port where it is not the usual one, from which pictures may be fetched. */
  readonly pictureHosts: readonly string[];
};

export type Machine = { readonly platform: NodeJS.Platform; readonly homeDir: string };

/** Throws StartFailure `setting_wrong`. */
export function parseConfig(env: Environment, machine: Machine): AppConfig {
  const platform = platformOf(machine.platform);
  return {
    platform,
    homeDir: machine.homeDir,
    dataDir: dataDirOf(env, platform, machine.homeDir),
    port: wholeNumber(env, 'TALLYSTICK_PORT', { otherwise: 4747, max: 65_535 }),
    ollamaAddress: ollamaAddressOf(env),
    serverAddress: serverAddressOf(env),
    keychain: keychainOf(env),
    offlineGrace: wholeNumber(env, 'OFFLINE_GRACE', { otherwise: 20, max: 10_000 }),
    programs: {
      pathDirs: (env['PATH'] ?? env['Path'] ?? '')
        .split(platform === 'windows' ? ';' : ':')
        .filter((dir) => dir !== ''),
      programDirs: [env['LOCALAPPDATA'], env['ProgramFiles']].filter((dir) => dir !== undefined),
    },
    programEnv: Object.fromEntries(
      programNames.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
    ),
    modelDirs: modelDirsOf(env, platform, machine.homeDir),
    proxy: proxyNames.map((name) => read(env, name)).find((value) => value !== null) ?? null,
    pictureHosts: pictureHostsOf(env),
  };
}

/** Where programs, homes and temporary files are, and the language: what every program needs on some system. */
const programNames = [
  'PATH',
  'Path',
  'PATHEXT',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TERM',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'TEMP',
  'TMP',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
  'USERNAME',
  'HOMEDRIVE',
  'HOMEPATH',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'SystemRoot',
  'ComSpec',
  'ProgramFiles',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
];

function platformOf(platform: NodeJS.Platform): Platform {
  if (platform === 'darwin') return 'macos';
  return platform === 'win32' ? 'windows' : 'linux';
}

/** An address may carry a password, and what is said of it ends in a log. */
function wrong(name: string, text: string, wanted: SettingWanted): StartFailure {
  const given = text.includes('@') ? null : text.slice(0, 200);
  return new StartFailure({ kind: 'setting_wrong', name, given, wanted });
}

/** A variable that is set but empty counts as not set. Docker and some launchers leave quotation marks around a value. */
function read(env: Environment, name: string): string | null {
  const given = env[name]?.trim();
  const value = /^(["'])(.*)\1$/s.exec(given ?? '')?.[2]?.trim() ?? given;
  return value === undefined || value === '' ? null : value;
}

function dataDirOf(env: Environment, platform: Platform, homeDir: string): string {
  const chosen = read(env, 'TALLYSTICK_DATA_DIR');
  if (chosen !== null) {
    if (!path.isAbsolute(chosen)) throw wrong('TALLYSTICK_DATA_DIR', chosen, { kind: 'full_path' });
    return chosen;
  }
  switch (platform) {
    case 'macos':
      return path.join(homeDir, 'Library', 'Application Support', 'Tallystick');
    case 'windows':
      return path.join(read(env, 'APPDATA') ?? path.join(homeDir, 'AppData', 'Roaming'), 'Tallystick');
    case 'linux':
      return path.join(read(env, 'XDG_DATA_HOME') ?? path.join(homeDir, '.local', 'share'), 'tallystick');
  }
}

const proxyNames = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** On Linux the service that the installer sets up has a home of its own. */
function modelDirsOf(env: Environment, platform: Platform, homeDir: string): readonly string[] {
  const chosen = read(env, 'OLLAMA_MODELS');
  const service = platform === 'linux' ? ['/usr/share/ollama/.ollama/models'] : [];
  return [
    ...(chosen !== null && path.isAbsolute(chosen) ? [chosen] : []),
    ...service,
    path.join(homeDir, '.ollama', 'models'),
  ];
}

/** Such as wiki.intern, 192.168.1.7:8080, [fd00::7]; commas between them. */
function pictureHostsOf(env: Environment): readonly string[] {
  const text = read(env, 'TALLYSTICK_PICTURE_HOSTS');
  const hosts = (text ?? '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  return hosts.map((host) => {
    const url = /[/@?#\\]/.test(host) ? null : URL.parse(`https://${host}`);
    if (url === null) throw wrong('TALLYSTICK_PICTURE_HOSTS', host, { kind: 'hosts' });
    return url.host;
  });
}

function wholeNumber(
  env: Environment,
  name: string,
  { otherwise, max }: { readonly otherwise: number; readonly max: number },
): number {
  const text = read(env, name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text) || Number(text) > max) throw wrong(name, text, { kind: 'whole_number', max });
  return Number(text);
}

function ollamaAddressOf(env: Environment): string {
  const text = read(env, 'OLLAMA_HOST');
  if (text === null) return 'http://127.0.0.1:11434';
  const address = readOllamaHost(text);
  if (address === null) throw wrong('OLLAMA_HOST', text, { kind: 'ollama_address' });
  return address;
}

const Origin = z.url({ protocol: /^https?$/ }).max(500);

function serverAddressOf(env: Environment): string {
  const text = read(env, 'TALLYSTICK_SERVER');
  if (text === null) return 'http://127.0.0.1:8787';
  const parsed = Origin.safeParse(text);
  if (!parsed.success) throw wrong('TALLYSTICK_SERVER', text, { kind: 'web_address' });
  return parsed.data;
}

function keychainOf(env: Environment): AppConfig['keychain'] {
  const choice = read(env, 'TALLYSTICK_KEYCHAIN');
  if (choice !== null && choice !== 'on' && choice !== 'off')
    throw wrong('TALLYSTICK_KEYCHAIN', choice, { kind: 'on_or_off' });
  if (choice === 'off') return { kind: 'off' };
  const service = read(env, 'TALLYSTICK_KEYCHAIN_SERVICE') ?? 'tallystick';
  if (service.length > 100) throw wrong('TALLYSTICK_KEYCHAIN_SERVICE', service, { kind: 'short', charactersMax: 100 });
  return { kind: 'on', service };
}
