// The manifests, judged by the schemas of Kubernetes itself, of an older version and of the newest: no field is misspelled, in the wrong place or of the wrong kind.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployed, folder } from '../../server/deploy/read-deploy.ts';
import { describeWhere } from '../describe-where.ts';
import { ensurePython } from '../python-packages.ts';

const files = readdirSync(path.join(folder, 'kubernetes')).filter((name) => name !== 'kustomization.yaml');
const packages = await ensurePython('kubernetes-validate-1.37.0', ['kubernetes-validate==1.37.0']);

describeWhere('the schemas of', packages, ({ python }) => {
  describe.each(['1.31', '1.37'])('Kubernetes %s', (version) => {
    let own: string;
    beforeAll(() => {
      own = mkdtempSync(path.join(tmpdir(), 'tallystick-manifests-'));
    });
    afterAll(() => rmSync(own, { recursive: true, force: true }));

    function judged(file: string) {
      const args = ['-m', 'kubernetes_validate', '--strict', '--kubernetes-version', version, file];
      const { status, stdout, stderr } = spawnSync(python, args, {
        encoding: 'utf8',
      });
      return { status, said: stdout + stderr };
    }

    it.each(files)('takes %s', (file) => {
      expect(judged(path.join(folder, 'kubernetes', file))).toMatchObject({ status: 0 });
    });

    it('would not take a field that it does not know', () => {
      const file = path.join(own, 'nodes.yaml');
      writeFileSync(file, deployed('kubernetes/nodes.yaml').replace('readinessProbe:', 'readynessProbe:'));
      expect(judged(file)).toMatchObject({ status: 1, said: expect.stringContaining('readynessProbe') });
    });
  });
});
