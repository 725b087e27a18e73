// What a look at a provider found: for the doctor, who prints it, and for nobody else.

/** warning: purchases work, and something beside them does not. */
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
