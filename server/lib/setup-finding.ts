// What the doctor command found at a provider, as it prints it.

/** warning: purchases work, but something else does not. */
export type SetupFinding = { readonly kind: 'well' | 'warning' | 'wrong'; readonly text: string };

export function well(text: string): SetupFinding {
  return { kind: 'well', text };
}

export function warning(text: string): SetupFinding {
  return { kind: 'warning', text };
}

export function wrong(text: string): SetupFinding {
  return { kind: 'wrong', text };
}
