// Ids that clients make. A UUID may be written in either case and is the same id; here it is always in small letters, so that
// nobody who compares ids as texts takes one for two.
import { z } from 'zod';

export const Uuid = z.uuid().toLowerCase();
