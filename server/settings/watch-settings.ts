// The variables of what watches the server: figures for Prometheus, on a listener of their own.
import { z } from 'zod';
import { whole } from './setting-forms.ts';

export const watchSettings = {
  METRICS_HOST: z
    .string()
    .transform((host) => host.replace(/^\[(.*)\]$/, '$1'))
    .prefault('127.0.0.1'),
  METRICS_PORT: whole(0, 65_535).optional(),
};
