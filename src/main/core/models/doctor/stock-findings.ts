// What is worth knowing of an Ollama that answers: whether it has models, and whether they and the next one fit. Pure.
import type { Finding } from '../../../../preload/contract/doctor.ts';
import type { InstalledModel } from '../wire.ts';

/** Less is not enough for any model worth having. */
const diskLowBytes = 5e9;
const namesMax = 5;

type Stock = {
  readonly models: readonly InstalledModel[];
  /** null: of another computer. */
  readonly freeBytes: number | null;
  readonly memoryBytes: number | null;
};

export function findingsOf({ models, freeBytes, memoryBytes }: Stock): readonly Finding[] {
  const findings: Finding[] = [
    models.length === 0 ? { code: 'no_models' } : { code: 'models_there', models: models.length },
  ];
  // Its files are read into memory whole, and answering takes some more.
  const tooBig = memoryBytes === null ? [] : models.filter(({ size }) => size > memoryBytes);
  if (memoryBytes !== null && tooBig.length > 0)
    findings.push({ code: 'models_too_big', names: tooBig.slice(0, namesMax).map(({ name }) => name), memoryBytes });
  if (freeBytes !== null) findings.push({ code: freeBytes < diskLowBytes ? 'disk_low' : 'disk_enough', freeBytes });
  return findings;
}
