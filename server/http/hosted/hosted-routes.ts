// Mounts the routes that pass answers through. They stand outside of the contract, because their answers are bytes of an upstream.
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import type { Usecases } from '../../usecases/create-usecases.ts';
import { addBodyBudget } from './body-budget.ts';
import { chatCompletions, proxyCompletions } from './chat-completions.ts';
import type { HostedHttpSettings } from './hosted-settings.ts';
import { type OpenAnswers, createOpenAnswers } from './open-answers.ts';
import { plainChat } from './plain-chat.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its noes have the form that OpenAI's clients read. */
    noes?: 'openai';
    /** Its answers mostly wait and last long: they are bounded by themselves, and take no place among the requests at work. */
    isLong?: boolean;
  }
}

/** So many bodies of the largest size may be in memory at the same time. */
const bodiesAtOnce = 16;

export function addHosted(
  app: FastifyInstance,
  { complete }: Pick<Usecases['hosted'], 'complete'>,
  settings: HostedHttpSettings,
): Pick<OpenAnswers, 'count'> {
  const { bodyBytesMax: bodyLimit, chatModel } = settings;
  const open = createOpenAnswers(settings.answers);
  const hosted = { complete, open };
  addBodyBudget(app, bodiesAtOnce * bodyLimit);
  app.addHook('preClose', (done) => {
    open.stop(settings.graceMs);
    done();
  });

  function mount(url: string, handler: RouteHandlerMethod, noes: { readonly noes?: 'openai' } = {}): void {
    const config = { access: 'public', limit: 'message', tellsPlan: true, isLong: true, ...noes } as const;
    app.route({ method: 'POST', url, bodyLimit, config, handler });
  }

  mount('/v1/chat/completions', chatCompletions(hosted), { noes: 'openai' });
  mount('/v1/proxy/chat/completions', proxyCompletions(hosted), { noes: 'openai' });
  if (chatModel === null) return open;
  mount('/chat', plainChat({ hosted, model: chatModel }, 'whole'));
  mount('/chat/stream', plainChat({ hosted, model: chatModel }, 'stream'));
  return open;
}
