// A worker on a ledger that can be made to die between any two of its steps: what it had committed stays, what it had in
// its head is gone, and nobody hears from it again. A step is one command of the store, one question to a rail or one letter.
import { randomUUID } from 'node:crypto';
import type { Provider } from '../../../../../server/contract/orders/orders.ts';
import type { Clock } from '../../../../../server/lib/clock.ts';
import type { Letter } from '../../../../../server/outlets/outlet.ts';
import type { Rail } from '../../../../../server/rails/rail.ts';
import type { Storage } from '../../../../../server/storage/storage.ts';
import { createUsecases, type Usecases } from '../../../../../server/usecases/create-usecases.ts';
import { type UsecaseConfig, usecaseDefaults } from '../../../../../server/usecases/usecase-config.ts';

export type World = {
  readonly open: () => Promise<Storage>;
  readonly clock: Clock;
  readonly rails: readonly Rail[];
  readonly config: Pick<UsecaseConfig, 'packs'>;
  /** Where letters go. */
  readonly told: Letter[];
};

export type Mortal = {
  readonly usecases: Usecases;
  /** Settles once it is dead. */
  readonly died: Promise<'died'>;
  steps(): number;
  /** Dies before its next step but `after`. */
  doom(after: number): void;
  /** Also buries the dead. */
  close(): Promise<void>;
};

const tenYearsMs = 315_360_000_000;
/** Of the whole ledger and not of one purchase: no steps. */
const notCounted = new Set(['audit', 'prune', 'close', 'counters']);

export async function raise({ open, clock, rails, config, told }: World): Promise<Mortal> {
  const life = { steps: 0, left: Number.POSITIVE_INFINITY, isDead: false };
  const death = Promise.withResolvers<'died'>();
  const never = new Promise<never>(() => undefined);

  function step<A>(take: () => Promise<A>): Promise<A> {
    if (life.isDead) return never;
    if (life.left === 0) {
      life.isDead = true;
      death.resolve('died');
      return never;
    }
    life.left -= 1;
    life.steps += 1;
    return take().then(
      (answer) => (life.isDead ? never : answer),
      (error: unknown) => (life.isDead ? never : Promise.reject(error)),
    );
  }

  const real = await open();
  const storage = stepped(real, step);
  const usecases = createUsecases({
    storage,
    clock,
    rails: new Map(rails.map((rail): readonly [Provider, Rail] => [rail.provider, stepped(rail, step, ['verify'])])),
    // Each ledger is audited by whoever closes it.
    config: { ...usecaseDefaults, ...config, auditEveryMs: tenYearsMs },
    newId: randomUUID,
    outlets: [
      {
        name: 'http',
        deliver: (letter) => step(async () => void told.push(letter)),
        close: () => Promise.resolve(),
      },
    ],
  });
  return {
    usecases,
    died: death.promise,
    steps: () => life.steps,
    doom: (after) => void (life.left = after),
    close: () => real.close(),
  };
}

type Step = <A>(take: () => Promise<A>) => Promise<A>;

/** The same object, each of whose calls is a step. */
function stepped<Port extends object>(port: Port, step: Step, free: readonly string[] = []): Port {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function' || notCounted.has(String(name)) || free.includes(String(name))) return value;
      return (...args: unknown[]) => step(async () => Reflect.apply(value, target, args));
    },
  });
}
