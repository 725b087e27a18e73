// Ollama's API as the features need it. Every call names the address, for a person may change it at any time.
import type { Clock } from '../ports.ts';
import { ask, type Call, type Line } from './ask.ts';
import { chatStream, type ChatQuestion } from './chat-stream.ts';
import { createConnections } from './connections.ts';
import { pullStream } from './pull-stream.ts';
import {
  AdviceBody,
  AnyBody,
  MeBody,
  PsBody,
  ShowBody,
  TagsBody,
  VersionBody,
  type Advised,
  type ChatLine,
  type InstalledModel,
  type LoadedModel,
  type PullBody,
  type Shown,
} from './wire.ts';

/** How long the list of models may take. It alone says whether an address is an Ollama. */
const answerMs = 10_000;
/** For what is told beside it, and is done without where it does not come. */
const asideMs = 2_000;
/** `show` reads a model's file; nobody waits for all of this. */
const showMs = 30_000;
/** Files are removed from the disk, or a model is read into memory. */
const deleteMs = 60_000;
const loadMs = 10 * 60_000;

/** Every method throws a CodedFailure, or the signal's reason once it has aborted. */
export type Ollama = {
  /** Newest first, as Ollama sorts them. */
  tags(to: Call): Promise<readonly InstalledModel[]>;
  version(to: Call): Promise<string>;
  /** The models in memory now. */
  ps(to: Call): Promise<readonly LoadedModel[]>;
  show(to: Call, name: string): Promise<Shown>;
  /** The lines of an answer, the one with `done` last. Leaving the loop early ends the generation. */
  chat(to: Call, question: ChatQuestion): AsyncGenerator<ChatLine, void, void>;
  /** The lines of a download, the one that says success last. Leaving the loop early ends it; what has arrived is kept there. */
  pull(to: Call, name: string): AsyncGenerator<PullBody, void, void>;
  remove(to: Call, name: string): Promise<void>;
  copy(to: Call, names: { readonly from: string; readonly to: string }): Promise<void>;
  /** Into memory for so many seconds; -1: until it is unloaded; 0: out of memory. */
  keep(to: Call, name: string, keepS: number): Promise<void>;
  advice(to: Call): Promise<readonly Advised[]>;
  /** The name of whoever is signed in at Ollama's cloud; nobody: a CodedFailure `ollama_sign_in`. */
  me(to: Call): Promise<string>;
  close(): Promise<void>;
};

export type OllamaParts = {
  readonly clock: Clock;
  readonly isInstalled: () => Promise<boolean>;
};

export function createOllama({ clock, isInstalled }: OllamaParts): Ollama {
  const connections = createConnections();
  const line: Line = { connections, clock, isInstalled };
  return {
    tags: async (to) => (await ask(line, to, { path: '/api/tags', answer: TagsBody, withinMs: answerMs })).models,
    version: async (to) =>
      (await ask(line, to, { path: '/api/version', answer: VersionBody, withinMs: asideMs })).version,
    ps: async (to) => (await ask(line, to, { path: '/api/ps', answer: PsBody, withinMs: asideMs })).models,
    show: (to, name) => ask(line, to, { path: '/api/show', body: { model: name }, answer: ShowBody, withinMs: showMs }),
    chat: (to, question) => chatStream(line, to, question),
    pull: (to, name) => pullStream(line, to, name),
    async remove(to, name) {
      const body = { model: name };
      await ask(line, to, { path: '/api/delete', method: 'DELETE', body, answer: AnyBody, withinMs: deleteMs });
    },
    async copy(to, { from, to: destination }) {
      await ask(line, to, {
        path: '/api/copy',
        body: { source: from, destination },
        answer: AnyBody,
        withinMs: deleteMs,
      });
    },
    async keep(to, name, keepS) {
      const body = { model: name, keep_alive: keepS, stream: false };
      await ask(line, to, { path: '/api/generate', body, answer: AnyBody, withinMs: keepS === 0 ? showMs : loadMs });
    },
    me: async (to) => (await ask(line, to, { path: '/api/me', body: {}, answer: MeBody, withinMs: answerMs })).name,
    advice: async (to) =>
      (await ask(line, to, { path: '/api/experimental/model-recommendations', answer: AdviceBody, withinMs: asideMs }))
        .models,
    close: () => connections.close(),
  };
}
