// Each proof is one file with two sizes: small in `npm test`, full by `npm run proof`, which sets PROOF_SIZE.
const isFull = process.env['PROOF_SIZE'] === 'full';

/** PROOF_RUNS overrules both. */
export function runs(size: { readonly small: number; readonly full: number }): number {
  return Number(process.env['PROOF_RUNS'] ?? (isFull ? size.full : size.small));
}

/** How long the small size may take on a busy machine; the full one has a day. */
export function timeout(smallMs: number): number {
  return isFull || process.env['PROOF_RUNS'] !== undefined ? 86_400_000 : smallMs;
}

/** PROOF_SEED repeats a run; without it every run is another one. A failing run says its seed. */
export function seed(): number {
  return Number(process.env['PROOF_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
}
