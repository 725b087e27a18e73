// What opens over the app: the settings, the purchase and the account's dialogs.
import { AccountDialogs } from './features/account/account-dialogs.tsx';
import { BuyDialog } from './features/account/buy-dialog.tsx';
import type { AccountDialogs as OpenDialogs } from './features/account/use-account-dialogs.ts';
import type { Buying } from './features/account/use-buying.ts';
import { ModelsDialog, type ModelsPage } from './features/models/models-dialog.tsx';
import { SettingsDialog, type SettingsPage } from './features/settings/settings-dialog.tsx';

export type DialogsProps = {
  /** null: the settings are closed. */
  readonly settingsPage: SettingsPage | null;
  readonly onSettingsPage: (page: SettingsPage | null) => void;
  /** null: the models are closed. */
  readonly modelsPage: ModelsPage | null;
  readonly onModelsPage: (page: ModelsPage | null) => void;
  readonly buying: Buying;
  readonly accountDialogs: OpenDialogs;
};

export function Dialogs({
  settingsPage,
  onSettingsPage,
  modelsPage,
  onModelsPage,
  buying,
  accountDialogs,
}: DialogsProps) {
  return (
    <>
      <SettingsDialog page={settingsPage} onPage={onSettingsPage} />
      <ModelsDialog page={modelsPage} onPage={onModelsPage} />
      <BuyDialog buying={buying} />
      <AccountDialogs dialogs={accountDialogs} />
    </>
  );
}
