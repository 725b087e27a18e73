// The server's parts with spans around what they do: the use cases that move money, the store, the upstreams.
import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { Storage } from '../storage/storage.ts';
import type { CommitTold } from '../storage/upkeep.ts';
import { followUpstream } from '../upstream/follow.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Usecases } from '../usecases/create-usecases.ts';
import { type Spans, traceparentOf } from './spans.ts';

type Work<Args extends readonly unknown[], Answer> = (...args: Args) => Promise<Answer>;

export function traceUsecases(usecases: Usecases, spans: Spans): Usecases {
  function traced<Args extends readonly unknown[], Answer extends object>(
    name: string,
    work: Work<Args, Answer>,
  ): Work<Args, Answer> {
    return (...args) => spans.around(name, () => work(...args), kindOf);
  }

  const { holds, gate, hosted, inbox } = usecases;
  return {
    ...usecases,
    holds: {
      ...holds,
      reserve: traced('hold', holds.reserve),
      capture: traced('capture', holds.capture),
      release: traced('release', holds.release),
    },
    gate: { ...gate, lock: traced('lock', gate.lock), unlock: traced('unlock', gate.unlock) },
    hosted: { ...hosted, complete: traced('hosted answer', hosted.complete) },
    inbox: { ...inbox, file: traced('file webhook', inbox.file) },
  };
}

/** Answers and refusals are of kinds and codes that are known. */
function kindOf(answer: object): Attributes {
  return {
    ...('kind' in answer && typeof answer.kind === 'string' ? { 'tallystick.answer': answer.kind } : {}),
    ...('code' in answer && typeof answer.code === 'string' ? { 'tallystick.code': answer.code } : {}),
  };
}

/** Only what is done for a span: the worker looks for something to do all the time. */
export function traceStorage(storage: Storage, spans: Spans): Storage {
  const untraced = new Set<string | symbol>(['engine', 'close']);
  const traced = new Map<string | symbol, unknown>();
  return new Proxy(storage, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== 'function' || untraced.has(name)) return call;
      const known = traced.get(name);
      if (known !== undefined) return known;
      const around = (...args: readonly unknown[]): unknown => {
        const ask = (): unknown => Reflect.apply(call, target, args);
        return spans.active() === undefined ? ask() : spans.around(`storage ${String(name)}`, async () => ask());
      };
      traced.set(name, around);
      return around;
    },
  });
}

/** Commands may share a commit: each of them has waited for it. */
export function traceCommits(spans: Spans, now: () => number): CommitTold {
  return ({ ms, commands, within }) => {
    const endedAt = now();
    const note = (): void => {
      if (spans.active() === undefined) return;
      spans
        .start('storage commit', { startedAt: endedAt - ms, attributes: { 'tallystick.commands': commands } })
        .end(endedAt);
    };
    if (within === undefined) note();
    else for (const inside of within) inside(note);
  };
}

/** `isOwn`: the upstream is the operator's, and may hear which trace it is asked in. */
export function traceUpstream(upstream: Upstream, spans: Spans, isOwn: boolean): Upstream {
  return followUpstream(upstream, (given) => {
    const attributes = { 'tallystick.upstream': upstream.name };
    const span = spans.start('upstream chat', { kind: SpanKind.CLIENT, attributes });
    return {
      ...(isOwn ? { ask: { ...given, traceparent: traceparentOf(span) } } : {}),
      begun: () => void span.addEvent('first byte'),
      over(end, tally) {
        span.setAttribute('tallystick.end', end);
        if (tally?.usage != null)
          span.setAttributes({
            'gen_ai.usage.input_tokens': tally.usage.prompt,
            'gen_ai.usage.output_tokens': tally.usage.completion,
          });
        if (end !== 'whole' && end !== 'left') span.setAttribute('error.type', end);
        span.end();
      },
    };
  });
}
