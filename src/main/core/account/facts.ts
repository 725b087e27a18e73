// The few single values the account remembers: who this installation is, and where secrets are to be kept.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import type { WritableDb } from '../store/db.ts';

const Row = z.object({ value: z.string() });

/** A random id that says only "the same installation as before"; made once. Not a secret. */
export function readClientId(db: WritableDb): string {
  return db.transact('durable', () => {
    const known = readFact(db, 'client_id');
    if (known !== null) return known;
    const made = randomUUID();
    writeFact(db, 'client_id', made);
    return made;
  });
}

export type PlaceChoice = { read(): TokenPlace | null; write(place: TokenPlace): void };

/** The person's choice of a place for secrets, for createSecrets. */
export function createPlaceChoice(db: WritableDb): PlaceChoice {
  return {
    read() {
      const parsed = TokenPlace.safeParse(readFact(db, 'token_place'));
      return parsed.success ? parsed.data : null;
    },
    write(place) {
      db.transact('durable', () => writeFact(db, 'token_place', place));
    },
  };
}

function readFact(db: WritableDb, name: string): string | null {
  return db.get(Row, 'SELECT value FROM account_facts WHERE name = @name', { name })?.value ?? null;
}

function writeFact(db: WritableDb, name: string, value: string): void {
  db.run(
    'INSERT INTO account_facts (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    { name, value },
  );
}
