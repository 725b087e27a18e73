// The sizes that a context window is offered in: few, so that chats of about one length share a loaded model.

const tiers = [4_096, 8_192, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576];

/** The windows above the present one that the model can have; its own longest is the last. null: not known. */
export function widerWindows(now: number | null, longest: number | null): readonly number[] {
  const wider = tiers.filter((tier) => tier > (now ?? 0) && (longest === null || tier < longest));
  return longest !== null && longest > (now ?? 0) ? [...wider, longest] : wider;
}
