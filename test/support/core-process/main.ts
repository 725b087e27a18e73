// A core's process with a core small enough to see through. It says over its shell's own contract what became of it.
import { linkOverNodeChannel } from '../../../src/main/link/node-parent.ts';
import { serveCore } from '../../../src/main/link/serve-core.ts';
import { linkOverParentPort, type ParentPort } from '../../../src/main/link/utility-parent.ts';
import { conformanceRouter } from '../../contract/conformance-router.ts';

const { parentPort }: NodeJS.Process & { readonly parentPort?: ParentPort } = process;
const link = parentPort === undefined ? linkOverNodeChannel(process) : linkOverParentPort(parentPort);
if (link === null) throw new Error('Start this with a channel');

serveCore({
  link,
  async openCore(shell, preferences) {
    if (preferences.stored['mustFail'] === true) throw new Error('This core cannot start.');
    const { router } = conformanceRouter();
    return {
      router,
      notices: [{ kind: 'settings_put_aside', path: JSON.stringify(preferences.stored) }],
      // What is reported is kept where a test can read it.
      report: (error) => void preferences.keep({ reported: String(error) }),
      async close() {
        await preferences.keep({ closed: true });
        await shell.closeCheckout();
      },
    };
  },
  exit: () => process.exit(0),
});
