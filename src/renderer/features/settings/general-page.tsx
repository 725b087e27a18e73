// How the app looks, and how one writes in it.
import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/settings.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { SaveNote, SettingRow } from './setting-row.tsx';
import { useSave } from './use-save.ts';

const isMac = navigator.platform.startsWith('Mac');
const mod = isMac ? '⌘' : 'Ctrl';

export function GeneralPage({ settings }: { readonly settings: Settings }): ReactNode {
  const { state, save } = useSave();
  return (
    <div>
      <SettingRow name="Appearance" hint="Match system appearance, or choose one.">
        <Segmented
          label="Appearance"
          value={settings.theme}
          options={[
            { value: 'system', label: 'System', icon: <Monitor aria-hidden="true" /> },
            { value: 'light', label: 'Light', icon: <Sun aria-hidden="true" /> },
            { value: 'dark', label: 'Dark', icon: <Moon aria-hidden="true" /> },
          ]}
          onChange={(theme) => save({ theme })}
        />
      </SettingRow>
      <SettingRow
        name="Send with"
        hint={settings.sendKey === 'enter' ? 'Shift+Enter starts a new line.' : 'Enter starts a new line.'}
      >
        <Segmented
          label="Send with"
          value={settings.sendKey}
          options={[
            { value: 'enter', label: 'Enter' },
            { value: 'mod_enter', label: `${mod}+Enter` },
          ]}
          onChange={(sendKey) => save({ sendKey })}
        />
      </SettingRow>
      {state.kind === 'refused' ? <SaveNote tone="bad">{state.sentence}</SaveNote> : null}
    </div>
  );
}
