// What went wrong between a question and its answer: what happened, and what to do next.
import type { FailureCode, Refusal } from '../../preload/contract/failure.ts';

export type FailureText = { readonly title: string; readonly remedy: string };

export const failures: Readonly<Record<FailureCode, FailureText>> = {
  ollama_not_installed: {
    title: 'Ollama isn’t installed',
    remedy: 'Install Ollama and start it. The app then connects by itself.',
  },
  ollama_not_running: { title: 'Ollama isn’t running', remedy: 'Start Ollama. The app then connects by itself.' },
  ollama_refused: {
    title: 'Connection refused',
    remedy: 'Check the address and its port, and that Ollama is running there.',
  },
  ollama_unreachable: {
    title: 'Can’t reach Ollama',
    remedy: 'Check the address, the network, and that no firewall blocks the connection.',
  },
  ollama_wrong_address: {
    title: 'No Ollama at this address',
    remedy: 'Something else answers there. Check the address.',
  },
  ollama_gateway: {
    title: 'The proxy can’t reach Ollama',
    remedy: 'A proxy or gateway answered in place of Ollama. Check that Ollama is running behind it, then try again.',
  },
  ollama_redirected: {
    title: 'The address redirects elsewhere',
    remedy: 'Enter the address it redirects to. Often it’s the same one starting with https://.',
  },
  ollama_model_missing: {
    title: 'Model not installed',
    remedy: 'Choose another model, or download this one with “ollama pull”.',
  },
  ollama_cannot_chat: {
    title: 'This model can’t chat',
    remedy: 'It was made for something else, such as embeddings. Choose another model.',
  },
  ollama_cannot_see: {
    title: 'This model can’t see images',
    remedy: 'The chat has images that it would have to look at. Choose a model with vision.',
  },
  ollama_forbidden: {
    title: 'Access denied',
    remedy:
      'Ollama, or a proxy in front of it, doesn’t accept this app. Allow it in OLLAMA_ORIGINS, check the headers it is sent, or use an address that leads to Ollama directly.',
  },
  ollama_unauthorized: {
    title: 'Ollama asks who you are',
    remedy:
      'It, or a proxy in front of it, wants headers such as Authorization. Check them in the settings of this Ollama.',
  },
  ollama_headers_missing: {
    title: 'The headers for this Ollama can’t be read',
    remedy: 'Unlock your keychain, or enter their values again in the settings of this Ollama. Nothing was sent.',
  },
  ollama_removed: {
    title: 'This Ollama was removed',
    remedy: 'Nothing was sent. Choose a model of another one.',
  },
  ollama_sign_in: {
    title: 'Sign in to Ollama',
    remedy: 'This model runs in Ollama’s cloud and needs an account there. Sign in, then try again.',
  },
  ollama_busy: {
    title: 'Ollama is busy',
    remedy: 'It has too many requests right now. Wait a moment, then try again.',
  },
  ollama_context_full: {
    title: 'This chat is too long for the model',
    remedy: 'Nothing was dropped. Choose how the chat goes on: a wider window, a summary, fewer turns, or a new chat.',
  },
  ollama_request_too_large: {
    title: 'The proxy refuses a message this large',
    remedy: 'Shorten your message or start a new chat, or raise the limit of the proxy in front of Ollama.',
  },
  ollama_out_of_memory: {
    title: 'Not enough memory for this model',
    remedy: 'Choose a smaller model, or close other programs and try again.',
  },
  ollama_error: {
    title: 'Ollama returned an error',
    remedy: 'Try again. If it happens again, Ollama’s log may say more.',
  },
  ollama_stalled: {
    title: 'Ollama stopped responding',
    remedy: 'Try again. A large model may need more time to load.',
  },
  ollama_cut: { title: 'Connection to Ollama lost', remedy: 'Check that Ollama is running, then try again.' },
  ollama_invalid_line: {
    title: 'Ollama’s answer couldn’t be read',
    remedy: 'Check for a proxy between the app and Ollama, then try again.',
  },
  ollama_line_too_long: {
    title: 'Ollama sent too much at once',
    remedy: 'Check for a proxy between the app and Ollama, then try again.',
  },
  hosted_unreachable: {
    title: 'The server can’t be reached',
    remedy: 'Hosted models are reached through it. Check your connection and try again, or choose a model of your own.',
  },
  hosted_busy: {
    title: 'The model is busy',
    remedy: 'Many people are using it right now. Wait a moment, then try again.',
  },
  hosted_failed: {
    title: 'The model isn’t responding',
    remedy: 'The server can’t get an answer from it right now. Try again later, or choose another model.',
  },
  hosted_refused: {
    title: 'The model refused this message',
    remedy: 'The chat may be too long for it. Start a new chat, or choose another model.',
  },
  hosted_too_large: {
    title: 'This chat is too long for the server',
    remedy: 'Shorten your message or start a new chat.',
  },
  hosted_stalled: {
    title: 'The answer stopped arriving',
    remedy: 'The server stopped responding. You pay only for what arrived. Try again, or choose another model.',
  },
  hosted_cut: {
    title: 'The answer was cut off',
    remedy: 'The connection to the server or the model was lost. You pay only for what arrived. Try again.',
  },
  hosted_unreadable: {
    title: 'The server sent something unexpected',
    remedy: 'Check the server address in Settings. If it is right, tell whoever runs the server.',
  },
  store_failed: {
    title: 'The chat couldn’t be saved',
    remedy: 'Free some disk space and check that the disk can be written to, then try again.',
  },
  internal: {
    title: 'Something went wrong in the app',
    remedy: 'Your chats are safe. Try again. If it happens again, restart the app.',
  },
};

/** What a card is headed by where the server said no. */
export const refusalTitles: Readonly<Record<Refusal['code'], string>> = {
  free_exhausted: 'No free messages left',
  credits_exhausted: 'No credits left',
  quota_exhausted: 'Monthly limit reached',
  daily_limit_reached: 'Daily limit reached',
  budget_exhausted: 'Team limit reached',
  rate_limited: 'Too many messages',
  plan_rate_limited: 'Too many messages',
  token_rejected: 'Credits not recognized',
  model_unknown: 'No price for this model',
  grace_exhausted: 'No offline messages left',
  token_unreadable: 'Can’t read your token',
  hold_ended: 'Request declined',
  order_differs: 'Request declined',
  payee_changed: 'Request declined',
  pack_gone: 'Request declined',
  amounts_gone: 'Request declined',
  amount_outside: 'Request declined',
  page_not_loaded: 'Request declined',
  page_unsafe: 'Request declined',
  signed_out: 'You’re signed out',
  sign_in_away: 'Can’t check your account',
  account_refused: 'Account not accepted',
  rejected: 'Request declined',
};

/** What can be done about the server's no, and how it stands with the wait. `when`: "at 09:00", "on 3 May". */
export const refusals = {
  buy: 'Buy credits',
  openSettings: 'Open settings',
  continueWithout: 'Continue without them…',
  signIn: 'Sign in',
  payWithComputer: 'Use this computer’s credits',
  tryAgain: 'Try again',
  /** `code`: the server's, where it gave nothing else. */
  declined: (code: string) =>
    `The server declined this request. If this keeps happening, tell whoever runs the server: “${code}”.`,
  /** `wait`: "20 s", "2 min". */
  tryAgainIn: (wait: string) => `Try again in ${wait}`,
  canTryAgainIn: (wait: string) => `You can try again in ${wait}.`,
  free: {
    over: 'New free messages are available. Try again.',
    until: (when: string) => `Buy credits to continue now, or wait for new free messages ${when}.`,
  },
  month: {
    over: 'Your plan’s new month has begun. Try again.',
    until: (when: string) =>
      `You’ve used your plan’s messages for this month. You get new ones ${when}. A larger plan has more.`,
  },
  budget: {
    over: 'Your team’s new month has begun. Try again.',
    until: (when: string) =>
      `You’ve used what you may spend of your team’s credits this month. Buy credits for your own account, ask an owner of the team, or wait until it starts again ${when}.`,
  },
  dayOver: 'Your plan’s new day has begun. Try again.',
  offline: {
    over: 'Offline messages are available again. Try again.',
    until: (when: string) =>
      `The server can’t be reached, and today’s offline messages are used up. Connect to the network and try again, or wait for new ones ${when}.`,
  },
};
