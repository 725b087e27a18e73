// The id of a preset: a UUIDv7, made by the page. By itself, so that the page can make one without loading the calls.
import type { z } from 'zod';
import { Uuid } from '../../../server/contract/uuid.ts';

export const PresetId = Uuid.brand<'PresetId'>();
export type PresetId = z.infer<typeof PresetId>;
