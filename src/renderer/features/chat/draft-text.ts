// What is written and not yet sent, for what stands beside the field.
import { createContext } from 'react';

export const DraftText = createContext('');
