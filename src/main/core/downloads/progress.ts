// How far a download is, out of what Ollama tells of one file after the other, and how fast. Pure.

export type Layer = { readonly totalBytes: number; readonly completedBytes: number };
export type Layers = ReadonlyMap<string, Layer>;

/** More files than any model has; what is beyond is not counted. */
const layersMax = 20_000;

/** A file cannot have more of itself than there is: where the two figures disagree, the larger is its size. */
export function withLayer(
  layers: Layers,
  { digest, totalBytes, completedBytes }: Layer & { readonly digest: string },
): Layers {
  if (!layers.has(digest) && layers.size >= layersMax) return layers;
  const known = layers.get(digest)?.totalBytes ?? 0;
  return new Map(layers).set(digest, { totalBytes: Math.max(known, totalBytes, completedBytes), completedBytes });
}

export function sumOf(layers: Layers): Layer {
  let totalBytes = 0;
  let completedBytes = 0;
  for (const layer of layers.values()) {
    totalBytes += layer.totalBytes;
    completedBytes += layer.completedBytes;
  }
  return { totalBytes: bounded(totalBytes), completedBytes: bounded(completedBytes) };
}

function bounded(bytes: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, bytes);
}

/** A moment, and how many bytes had come by then since the download began; those that were there before do not count. */
export type Sample = { readonly at: number; readonly bytes: number };

/** The speed is that of the last so many milliseconds. */
const windowMs = 8_000;
/** Two samples closer together than this say nothing new. */
const stepMs = 250;

/** Keeps the last sample from before the window, so that it is covered whole. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && Math.abs(sample.at - last.at) < stepMs) return samples;
  const from = samples.findLastIndex(({ at }) => at <= sample.at - windowMs);
  return [...samples.slice(Math.max(0, from)), sample];
}

/** null: too little has been seen, or the clock was set back. */
export function speedOf(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 1_000) return null;
  return Math.max(0, Math.round(((last.bytes - first.bytes) * 1_000) / (last.at - first.at)));
}

/** null: nobody can say. */
export function secondsLeft({ totalBytes, completedBytes }: Layer, bytesPerS: number | null): number | null {
  if (bytesPerS === null || bytesPerS <= 0) return null;
  const left = Math.ceil(Math.max(0, totalBytes - completedBytes) / bytesPerS);
  return Number.isSafeInteger(left) ? left : null;
}
