// The port of what the settings of all nodes must say alike. It keeps hashes, never a value.

export type AgreedSettings = {
  /**
   * Compares hashes by name with those that the nodes have agreed on, and answers with the names that differ. Where none does, or where
   * the change `isMeant`, these are agreed on from now on. A name that is known on one side only is no difference: nodes of two
   * versions run side by side while one follows the other.
   */
  agree(own: ReadonlyMap<string, string>, asked: { readonly isMeant: boolean }): Promise<readonly string[]>;
  /** As `agree` answers, and nothing is changed by it. */
  compare(own: ReadonlyMap<string, string>): Promise<readonly string[]>;
};
