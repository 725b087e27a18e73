// The statement that books, in the database itself: it fails where a wallet is not as the decision saw it.

/**
 * `changed`: what writes the wallets, from $1 to $5, as a part called so. `unlessChanged`: a text that is no number, and so an error whose
 * words are the text, where it has not; the command is undone, whoever waits for its answer. `isOther`: of a `name` that it is none of them.
 */
export type Change = { readonly changed: string; readonly unlessChanged: string; readonly isOther: string };

export function changeText({ changed, unlessChanged }: Change): string {
  return `WITH ${changed} SELECT ${unlessChanged}`;
}

/**
 * Each account is looked up by itself: a join with so few names would read the whole table as long as that is small.
 * A system's account begins to exist when it is first moved. Whoever makes it at the same moment as another does not see the other's:
 * then a division by nothing has the command made again.
 */
export function changeAndBookText({ changed, unlessChanged, isOther }: Change): string {
  return `WITH ${changed},
   named AS MATERIALIZED (
     SELECT name, (SELECT id FROM accounts a WHERE a.name = all_names.name) AS id
     FROM (SELECT DISTINCT name FROM unnest($7::text[] || $8::text[]) AS name) AS all_names),
   made AS (
     INSERT INTO accounts (name, created_at) SELECT name, floor(extract(epoch FROM clock_timestamp()) * 1000) FROM named
     WHERE id IS NULL AND ${isOther} ORDER BY name ON CONFLICT (name) DO NOTHING RETURNING id, name),
   places AS MATERIALIZED (SELECT id, name FROM named WHERE id IS NOT NULL UNION ALL SELECT id, name FROM made),
   booked AS (
     INSERT INTO transfers (ref, from_account, to_account, amount, reason_code, reason, at)
     SELECT ref, f.id, o.id, amount, code, reason, at
     FROM unnest($6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::bigint[])
       WITH ORDINALITY AS new (ref, source, target, amount, code, reason, at, place)
       JOIN places f ON f.name = source JOIN places o ON o.name = target
     ORDER BY place RETURNING id, ref),
   halves AS (
     INSERT INTO entries (account_id, transfer_id, delta, balance_after)
     SELECT places.id, booked.id, half.delta, half.balance
     FROM unnest($13::text[], $14::text[], $15::bigint[], $16::bigint[]) AS half (ref, account, delta, balance)
       JOIN booked ON booked.ref = half.ref JOIN places ON places.name = half.account
     RETURNING account_id)
   SELECT ${unlessChanged}, 1 / (CASE WHEN (SELECT count(*) FROM halves) = cardinality($13::text[]) THEN 1 ELSE 0 END)`;
}
