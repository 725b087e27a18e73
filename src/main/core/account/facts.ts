// The few single values the account remembers: who this installation is, and where secrets are to be kept.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HostedModel } from '../../../preload/contract/hosted.ts';
import { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import type { WritableDb } from '../store/db.ts';

const Row = z.object({ value: z.string() });
const HostedOffer = z.object({ operator: z.string(), models: z.array(HostedModel) });
export type HostedOffer = z.infer<typeof HostedOffer>;

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

export type KeptOffer = { read(): HostedOffer | null; write(offer: HostedOffer): void };

/** What the operator of the server at `origin` last offered, so that it can be shown before the server has answered again. */
export function createKeptOffer(db: WritableDb, origin: string): KeptOffer {
  const name = `hosted_offer ${origin}`;
  return {
    read() {
      const parsed = HostedOffer.safeParse(readJson(readFact(db, name) ?? 'null'));
      return parsed.success ? parsed.data : null;
    },
    write(offer) {
      db.transact('relaxed', () => writeFact(db, name, JSON.stringify(offer)));
    },
  };
}

/** null for what is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
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
