// The environment, understood or refused by name.
import { describe, expect, it } from 'vitest';
import { parseConfig, type Environment } from '../../../src/main/core/config.ts';
import { unknownSettings } from '../../../src/main/core/setting-names.ts';
import { startProblemOf } from '../../../src/main/core/start-failure.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { readOllamaHost } from '../../../src/main/core/ollama-host.ts';

function parse(env: Environment, platform: NodeJS.Platform = 'linux') {
  return parseConfig(env, { platform, homeDir: '/home/me' });
}

/** What a person reads of a start that this environment stops. */
function sentenceOf(env: Environment): string {
  try {
    parse(env);
    return 'It starts.';
  } catch (error) {
    return wordsFor(['en']).start.problem(startProblemOf(error));
  }
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(parse({})).toEqual({
      platform: 'linux',
      homeDir: '/home/me',
      dataDir: '/home/me/.local/share/tallystick',
      port: 4747,
      ollamaAddress: 'http://127.0.0.1:11434',
      serverAddress: 'http://127.0.0.1:8787',
      keychain: { kind: 'on', service: 'tallystick' },
      programEnv: {},
      modelDirs: ['/usr/share/ollama/.ollama/models', '/home/me/.ollama/models'],
      proxy: null,
      pictureHosts: [],
      offlineGrace: 20,
      programs: { pathDirs: [], programDirs: [] },
    });
  });

  it('gives programs what every program needs, and none of the keys in the environment', () => {
    const { programEnv } = parse({
      PATH: '/bin',
      HOME: '/home/me',
      OPENAI_API_KEY: 'sk-1',
      TALLYSTICK_PORT: '1',
      NODE_OPTIONS: '-r x',
    });
    expect(programEnv).toEqual({ PATH: '/bin', HOME: '/home/me' });
  });

  it('keeps its data where each system does', () => {
    expect(parse({ XDG_DATA_HOME: '/data' }).dataDir).toBe('/data/tallystick');
    expect(parse({}, 'darwin').dataDir).toBe('/home/me/Library/Application Support/Tallystick');
    expect(parse({ APPDATA: '/roaming' }, 'win32').dataDir).toBe('/roaming/Tallystick');
    expect(parse({ TALLYSTICK_DATA_DIR: '/elsewhere' }).dataDir).toBe('/elsewhere');
  });

  it('reads a value without the white space and quotation marks around it', () => {
    const env = {
      TALLYSTICK_PORT: ' "4748"\n',
      TALLYSTICK_SERVER: "'https://credits.example'",
      TALLYSTICK_KEYCHAIN: '"off"',
    };
    expect(parse(env)).toMatchObject({
      port: 4748,
      serverAddress: 'https://credits.example',
      keychain: { kind: 'off' },
    });
  });

  it('takes what is set, and a variable that is empty as not set', () => {
    const env = {
      TALLYSTICK_PORT: '0',
      OFFLINE_GRACE: '3',
      TALLYSTICK_SERVER: 'https://credits.example',
      TALLYSTICK_KEYCHAIN: 'off',
      OLLAMA_HOST: '',
    };
    expect(parse(env)).toMatchObject({
      port: 0,
      offlineGrace: 3,
      serverAddress: 'https://credits.example',
      keychain: { kind: 'off' },
      ollamaAddress: 'http://127.0.0.1:11434',
    });
    expect(parse({ TALLYSTICK_KEYCHAIN_SERVICE: 'tallystick-test' }).keychain).toEqual({
      kind: 'on',
      service: 'tallystick-test',
    });
  });

  it('takes hosts for pictures as addresses have them', () => {
    const hosts = (text: string): readonly string[] => parse({ TALLYSTICK_PICTURE_HOSTS: text }).pictureHosts;
    expect(parse({}).pictureHosts).toEqual([]);
    expect(hosts('Wiki.Intern, 192.168.1.7:8080,[FD00::7],')).toEqual(['wiki.intern', '192.168.1.7:8080', '[fd00::7]']);
  });

  it.each([
    ['TALLYSTICK_PICTURE_HOSTS', 'http://wiki.intern'],
    ['TALLYSTICK_PICTURE_HOSTS', 'wiki intern'],
    ['TALLYSTICK_PORT', '70000'],
    ['TALLYSTICK_PORT', 'http'],
    ['OFFLINE_GRACE', '-1'],
    ['OFFLINE_GRACE', '1.5'],
    ['TALLYSTICK_SERVER', 'localhost:8787'],
    ['TALLYSTICK_KEYCHAIN', 'maybe'],
    ['TALLYSTICK_DATA_DIR', 'relative/path'],
    ['OLLAMA_HOST', 'ftp://box'],
  ])('stops at %s=%s with a sentence that names it', (name, value) => {
    expect(sentenceOf({ [name]: value })).toMatch(
      new RegExp(`^${name} must be .+ "?${value.replace(/[.*+?/]/g, '\\$&')}"?\\.$`),
    );
  });
});

describe('what of the environment is told on', () => {
  it('an address with a password is not repeated', () => {
    const sentence = sentenceOf({ TALLYSTICK_SERVER: 'ftp://me:secret@credits.example' });
    expect(sentence).toContain('TALLYSTICK_SERVER must be an address');
    expect(sentence).not.toContain('secret');
  });

  it.each([
    ['TALLYSTICK_PROT', 'TALLYSTICK_PORT'],
    ['TALLYSTICK_DATADIR', 'TALLYSTICK_DATA_DIR'],
    ['tallystick_server', 'TALLYSTICK_SERVER'],
    ['TALLYSTICK_KEYCHAIN_SERVICES', 'TALLYSTICK_KEYCHAIN_SERVICE'],
    ['TALLYSTICK_COLOUR', null],
  ])('%s, which nobody reads, is told together with %s', (name, meant) => {
    expect(unknownSettings({ [name]: 'x', PATH: '/bin', TALLYSTICK_PORT: '1' })).toEqual([{ name, meant }]);
  });

  it('names of ours and of other programs are not', () => {
    expect(unknownSettings({ TALLYSTICK_KEYCHAIN: 'off', TALLYSTICK_READY_FD: '3', TALLY_PORT: '1' })).toEqual([]);
  });
});

describe('OLLAMA_HOST', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:11434'],
    ['box', 'http://box:11434'],
    ['box:1234', 'http://box:1234'],
    [':1234', 'http://127.0.0.1:1234'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:1234', 'http://127.0.0.1:1234'],
    ['[::]:1234', 'http://[::1]:1234'],
    ['::1', 'http://[::1]:11434'],
    ['[::1]', 'http://[::1]:11434'],
    ['http://box', 'http://box:80'],
    ['https://box', 'https://box:443'],
    ['https://box:1234/ollama/', 'https://box:1234/ollama'],
    [' box ', 'http://box:11434'],
    ['"127.0.0.1:11434"', 'http://127.0.0.1:11434'],
    ["'http://box:1234'", 'http://box:1234'],
    ['" box "', 'http://box:11434'],
    ['"box', 'http://box:11434'],
    ['""', 'http://127.0.0.1:11434'],
    ['ollama.com', 'https://ollama.com:443'],
    ['"ollama.com"', 'https://ollama.com:443'],
    ['https://ollama.com', 'https://ollama.com:443'],
    ['http://box:1234/api', 'http://box:1234/api'],
    ['box/v1/', 'http://box:11434/v1'],
    ['box:99999', 'http://box:11434'],
  ])('%s means %s, as it does for Ollama', (text, address) => {
    expect(readOllamaHost(text)).toBe(address);
  });

  it.each(['ftp://box', 'a b', 'http://me:secret@box'])('%s is no address', (text) => {
    expect(readOllamaHost(text)).toBeNull();
  });
});
