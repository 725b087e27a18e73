// Two server processes on one file, asked over HTTP for the same things at the same moment.
import { oneFile } from './parts/one-file.ts';
import { provesRaces } from './parts/prove-races.ts';

provesRaces(oneFile);
