// Ids of people and teams, as the issuer of their proofs or the operator writes them. Some services count them: a number is taken as
// well, and is the same id as its digits.
import { z } from 'zod';

const text = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u);

export const EntityId = z.union([text, z.int().transform(String)]);
