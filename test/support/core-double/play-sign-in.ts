// Signing in over the double's memory: the browser is said to be open, and whoever tests says how it went.
import type { AccountState } from '../../../src/preload/contract/account.ts';
import type { Person } from '../../../src/preload/contract/person.ts';
import type { World } from './world.ts';

const waitMs = 5 * 60_000;

export function changePerson(world: World, part: Partial<Person>): AccountState {
  const state = world.account.current();
  world.account.set({ ...state, person: { ...state.person, ...part } });
  return world.account.current();
}

export function startSignIn(world: World, url: string | null): AccountState {
  return changePerson(world, {
    signingIn: { url, endsAt: (world.scenario.now ?? Date.now()) + waitMs },
    trouble: null,
  });
}

export function signOut(world: World): AccountState {
  return changePerson(world, {
    id: null,
    session: { kind: 'none' },
    payer: 'computer',
    signingIn: null,
    standing: null,
  });
}
