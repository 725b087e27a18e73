// The page's policy forbids making code from text. Told so, zod does not try: its try is an error whose stack makes the
// engine read the whole program a second time. To be imported before any schema is made.
import { config } from 'zod';

config({ jitless: true });
