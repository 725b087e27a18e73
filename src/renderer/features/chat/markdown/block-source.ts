// The Markdown of the block that is being drawn, for parts of it that can be copied as they were written.
import { createContext } from 'react';

export type BlockSource = {
  readonly text: string;
  /** More of it may come. */
  readonly isOpen: boolean;
};

export const BlockSourceContext = createContext<BlockSource>({ text: '', isOpen: false });
