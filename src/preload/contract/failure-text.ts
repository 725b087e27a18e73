// Every failure in words for people: what happened, and what to do next. The only place where such words stand.
import type { FailureCode, Refusal } from './failure.ts';

export type FailureText = { readonly title: string; readonly remedy: string };

const failureTexts: Readonly<Record<FailureCode, FailureText>> = {
  ollama_not_installed: {
    title: 'Ollama is not on this computer',
    remedy: 'Install Ollama, start it, and this screen goes on by itself.',
  },
  ollama_not_running: { title: 'Ollama is not running', remedy: 'Start Ollama; the app notices it by itself.' },
  ollama_refused: {
    title: 'The address does not let us in',
    remedy: 'Check that the address is right and that no firewall stands between.',
  },
  ollama_wrong_address: {
    title: 'Something else answers at this address',
    remedy: 'Check the address: what answers there is not Ollama.',
  },
  ollama_model_missing: {
    title: 'This model is not installed',
    remedy: 'Choose another model, or fetch this one with “ollama pull”.',
  },
  ollama_forbidden: {
    title: 'Ollama refuses this app',
    remedy: 'Allow it in OLLAMA_ORIGINS, or connect to Ollama directly instead of through a proxy.',
  },
  ollama_out_of_memory: {
    title: 'The model does not fit into memory',
    remedy: 'Choose a smaller model, or close other programs and try again.',
  },
  ollama_error: { title: 'Ollama stopped with an error', remedy: 'Try again; if it stays so, look into Ollama’s log.' },
  ollama_stalled: {
    title: 'Ollama went silent',
    remedy: 'The words so far are kept. Try again; a large model may need more time to load.',
  },
  ollama_cut: {
    title: 'The connection to Ollama broke off',
    remedy: 'The words so far are kept. Try again once Ollama runs.',
  },
  ollama_invalid_line: {
    title: 'Ollama sent something unreadable',
    remedy: 'The words so far are kept. Check for a proxy in between, then try again.',
  },
  ollama_line_too_long: {
    title: 'Ollama sent more than can be read',
    remedy: 'The words so far are kept. Check for a proxy in between, then try again.',
  },
  store_failed: {
    title: 'The chat could not be saved',
    remedy: 'Free some disk space and check that the disk can be written, then try again.',
  },
  internal: {
    title: 'Something broke in the app',
    remedy: 'Your chats are safe. Try again; if it stays so, restart the app.',
  },
};

const refusalTitles: Readonly<Record<Refusal['code'], string>> = {
  free_exhausted: 'The free messages are used up',
  credits_exhausted: 'No credits left',
  quota_exhausted: 'The plan’s quota is used up',
  daily_limit_reached: 'Today’s limit is reached',
  rate_limited: 'A little too fast',
  plan_rate_limited: 'A little too fast',
  token_rejected: 'The server does not know your credits',
  model_unknown: 'This model has no price',
  grace_exhausted: 'The offline messages are used up',
  rejected: 'The server said no',
};

export function sayFailure(code: FailureCode): FailureText {
  return failureTexts[code];
}

export function sayRefusal(code: Refusal['code']): string {
  return refusalTitles[code];
}
