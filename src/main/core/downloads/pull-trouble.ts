// From Ollama's words for a failed download to what a person can do about it. Words of 0.24 and of what it passes on. Pure.
import type { DownloadTrouble } from '../../../preload/contract/downloads.ts';
import type { Failure } from '../../../preload/contract/failure.ts';

type Code = Exclude<DownloadTrouble['code'], 'disk_full' | 'failed'>;

const said: readonly (readonly [words: RegExp, code: Code])[] = [
  [/requires a newer version of ollama|\b412\b/i, 'needs_newer_ollama'],
  [/not GGUF|not compatible with llama\.cpp|no GGUF/i, 'not_gguf'],
  [/pull model manifest: file does not exist|manifest unknown|repository not found|\b404\b/i, 'unknown_model'],
  [/unauthorized|\b40[13]\b|access .*(?:denied|restricted)|invalid username or password/i, 'no_access'],
  [/digest mismatch/i, 'damaged'],
  [/permission denied|read-only file system/i, 'not_writable'],
  [
    /lookup |dial tcp|no such host|i\/o timeout|tls: |x509|network is unreachable|connection (?:reset|refused)|unexpected EOF|max retries exceeded|\b50[0234]\b|proxyconnect/i,
    'registry_unreachable',
  ],
];

const diskFull = /no space left on device|not enough space|disk (?:is )?full|disk quota exceeded/i;

export function troubleOf(failure: Failure): DownloadTrouble {
  // Only what Ollama itself says in an answer: its other codes are of the way to Ollama.
  if (failure.code !== 'ollama_error' && failure.code !== 'ollama_model_missing') return { code: 'failed', failure };
  const words = failure.detail ?? '';
  if (diskFull.test(words)) return { code: 'disk_full', neededBytes: null, freeBytes: null };
  const code = said.find(([form]) => form.test(words))?.[1];
  return code === undefined ? { code: 'failed', failure } : { code };
}

const away = new Set<Failure['code']>([
  'ollama_not_installed',
  'ollama_not_running',
  'ollama_refused',
  'ollama_unreachable',
  'ollama_gateway',
]);
const passing = new Set<Failure['code']>(['ollama_cut', 'ollama_stalled', 'ollama_busy']);

/** away: Ollama is not there, and may come back at any time. passing: worth another try, but not for ever. */
export function hopeOf(trouble: DownloadTrouble): 'away' | 'passing' | 'none' {
  if (trouble.code === 'registry_unreachable' || trouble.code === 'damaged') return 'passing';
  if (trouble.code !== 'failed') return 'none';
  if (away.has(trouble.failure.code)) return 'away';
  return passing.has(trouble.failure.code) ? 'passing' : 'none';
}
