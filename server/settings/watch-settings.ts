// The variables of what watches the server: figures for Prometheus, on a listener of their own, and traces for OpenTelemetry.
import { z } from 'zod';
import { baseAddress, whole } from './setting-forms.ts';

export const watchSettings = {
  METRICS_HOST: z
    .string()
    .transform((host) => host.replace(/^\[(.*)\]$/, '$1'))
    .prefault('127.0.0.1'),
  METRICS_PORT: whole(0, 65_535).optional(),
  /** As OpenTelemetry itself names it; spans go to /v1/traces under it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: baseAddress('http://127.0.0.1:4318').optional(),
};
