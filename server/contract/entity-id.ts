// Ids of people and teams, as the issuer of their proofs or the operator writes them. Some services count them: a number is taken as
// well, and is the same id as its digits.
import { z } from 'zod';
import { ofForm } from './text-form.ts';

const text = ofForm('entity_id').trim().max(200);

export const EntityId = z.union([text, z.int().transform(String)]);
