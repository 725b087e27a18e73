// How the app looks, and how one writes in it.
import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { SaveNote, SettingRow } from './setting-row.tsx';
import { useSave } from './use-save.ts';
import { words } from '../../words.ts';

const isMac = navigator.platform.startsWith('Mac');
const mod = isMac ? '⌘' : 'Ctrl';

export function GeneralPage({ settings }: { readonly settings: Settings }): ReactNode {
  const { state, save } = useSave();
  return (
    <div>
      <SettingRow name={words.settings.general.appearance} hint={words.settings.general.appearanceHint}>
        <Segmented
          label={words.settings.general.appearance}
          value={settings.theme}
          options={[
            { value: 'system', label: words.settings.general.system, icon: <Monitor aria-hidden="true" /> },
            { value: 'light', label: words.settings.general.light, icon: <Sun aria-hidden="true" /> },
            { value: 'dark', label: words.settings.general.dark, icon: <Moon aria-hidden="true" /> },
          ]}
          onChange={(theme) => save({ theme })}
        />
      </SettingRow>
      <SettingRow
        name={words.settings.general.sendWith}
        hint={settings.sendKey === 'enter' ? words.settings.general.shiftBreaks : words.settings.general.enterBreaks}
      >
        <Segmented
          label={words.settings.general.sendWith}
          value={settings.sendKey}
          options={[
            { value: 'enter', label: words.settings.general.enter },
            { value: 'mod_enter', label: words.settings.general.withEnter(mod) },
          ]}
          onChange={(sendKey) => save({ sendKey })}
        />
      </SettingRow>
      {state.kind === 'refused' ? <SaveNote tone="bad">{state.sentence}</SaveNote> : null}
    </div>
  );
}
