// One step against the real keychain, in a process of its own: probe, set, get or remove.
import { systemClock } from '../../src/main/core/clock.ts';
import { createKeychainStore } from '../../src/main/core/secrets/keychain-store.ts';
import { loadKeytarApi } from '../../src/main/core/secrets/keytar-api.ts';
import { wordsFor } from '../../src/words/words.ts';

const store = createKeychainStore({ clock: systemClock, load: loadKeytarApi, service: 'Tallystick test' });
const name = 'live';
const value = 'a value that is no secret';

switch (process.argv[2]) {
  case 'probe': {
    const probed = await store.probe();
    console.log(
      probed.kind === 'available' ? 'available' : `missing: ${wordsFor(['en']).secretTrouble(probed.trouble)}`,
    );
    break;
  }
  case 'set':
    await store.set(name, value);
    console.log('set');
    break;
  case 'get':
    console.log((await store.get(name)) === value ? 'got' : 'none');
    break;
  case 'remove':
    await store.remove(name);
    console.log('removed');
    break;
  default:
    throw new Error('probe, set, get or remove');
}
