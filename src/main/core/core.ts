// The core, wired by hand: what each feature is given, in what order they open, and in what order they close.
import { totalmem } from 'node:os';
import type { ChatId, OllamaId } from '../../preload/contract/ids.ts';
import type { StartNotice } from '../../preload/contract/start.ts';
import { createPlaceChoice } from './account/facts.ts';
import { createAccount } from './account/account.ts';
import { appHandlers } from './app/app-handlers.ts';
import { hostedHandlers } from './account/hosted-handlers.ts';
import { guardedBy, wasReported } from './border.ts';
import type { CoreRouter } from './carrier.ts';
import { chatHandlers } from './chat/chat-handlers.ts';
import { createChat } from './chat/chat.ts';
import type { AppConfig } from './config.ts';
import { systemClock } from './clock.ts';
import { createDownloads } from './downloads/downloads.ts';
import { downloadsHandlers } from './downloads/downloads-handlers.ts';
import { createRemovals } from './downloads/removals.ts';
import { freeBytesAt } from './free-space.ts';
import { createLog, type Log } from './log/log.ts';
import { contextHandlers } from './context/context-handlers.ts';
import { createContext } from './context/context.ts';
import { filesHandlers } from './files/files-handlers.ts';
import { createFiles } from './files/files.ts';
import { createInstallCheck } from './models/find-ollama.ts';
import { doctorHandlers, managerHandlers, modelsHandlers, ollamasHandlers } from './models/models-handlers.ts';
import { createModels } from './models/models.ts';
import { picturesHandlers } from './pictures/pictures-handlers.ts';
import { createPictures } from './pictures/pictures.ts';
import { presetsHandlers } from './presets/presets-handlers.ts';
import { createPresets } from './presets/presets.ts';
import type { Clock, Meter, ModelStock, ReadyGenerator, SecretStore } from './ports.ts';
import type { Shell } from './shell-port.ts';
import { createKeychainStore } from './secrets/keychain-store.ts';
import { loadKeytarApi } from './secrets/keytar-api.ts';
import { createSecrets } from './secrets/secrets.ts';
import { openPreferencesFile } from './settings/preferences-file.ts';
import type { Preferences } from './settings/preferences.ts';
import { settingsHandlers } from './settings/settings-handlers.ts';
import { createSettings } from './settings/settings.ts';
import { toolsHandlers } from './tools/tools-handlers.ts';
import { createTools } from './tools/tools.ts';
import { openStore, type Store } from './store/store.ts';
import { usageHandlers } from './usage/usage-handlers.ts';
import { createUsage } from './usage/usage.ts';
import { createVenues } from './venues.ts';

export type CoreOptions = {
  readonly config: AppConfig;
  /** As a person reads it: "0.1.0". */
  readonly version: string;
  readonly shell: Shell;
  readonly clock?: Clock;
  /** Kept elsewhere than in a file of the data folder. */
  readonly preferences?: Preferences;
  /** Another keychain than this computer's. */
  readonly keychain?: SecretStore;
  /** Instead of Ollama and of the account, for tests. */
  readonly generator?: ReadyGenerator;
  readonly meter?: Meter;
};

export type Core = {
  readonly router: CoreRouter;
  /** What the person should hear of: what could not be read and was put aside. Usually nothing. */
  readonly notices: readonly StartNotice[];
  /** Of the companion server chosen just now: where checkouts come from. */
  serverOrigin(): string;
  /** Into the log. */
  report(error: unknown): void;
  /** Saves answers in the middle, settles what it can in a few seconds, closes every file. May be called twice. */
  close(): Promise<void>;
};

/** Throws StartFailure. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { config, clock = systemClock } = options;
  const store = openStore({ dataDir: config.dataDir, now: () => clock.now() });
  const log = createLog({ dataDir: config.dataDir, clock });
  const opened: Opened[] = [];
  try {
    return wire(options, { store, log, clock, opened });
  } catch (error) {
    log.report(error);
    for (const part of opened.toReversed()) await part.close().catch(log.report);
    log.close();
    store.close();
    throw error;
  }
}

type Opened = { close(): Promise<void> };
/** `opened`: what has to be closed should a later part not open, in the order of opening. */
type Ground = { readonly store: Store; readonly log: Log; readonly clock: Clock; readonly opened: Opened[] };

function wire(options: CoreOptions, { store, log, clock, opened }: Ground): Core {
  const { config, shell } = options;
  const { db } = store;
  const preferences = options.preferences ?? openPreferencesFile({ dir: config.dataDir, nowMs: clock.now() });
  const settings = createSettings({
    preferences,
    defaults: { ollamaAddress: config.ollamaAddress, serverAddress: config.serverAddress },
  });
  const keychain = config.keychain.kind === 'on' ? { service: config.keychain.service } : {};
  const secrets = createSecrets({
    clock,
    dataDir: config.dataDir,
    isKeychainOn: config.keychain.kind === 'on',
    choice: createPlaceChoice(db),
    keychain: options.keychain ?? createKeychainStore({ clock, load: loadKeytarApi, ...keychain }),
  });
  const models = createModels({
    settings,
    secrets,
    clock,
    isInstalled: createInstallCheck({ ...config, ...config.programs }),
    memoryBytes: totalmem,
    freeBytes: () => freeBytesAt(config.modelDirs),
    platform: config.platform,
    proxy: config.proxy,
  });
  opened.push(models);
  const stockOf = (id: OllamaId): ModelStock => models.at(id).stock;
  const removals = createRemovals({ db, stockOf, clock, reportDefect: log.report });
  opened.push(removals);
  const downloads = createDownloads({
    db,
    stockOf,
    clock,
    onWanted: (model) => void removals.keep(model),
    reportDefect: log.report,
  });
  opened.push(downloads);
  const forgetRemoved = (): void => {
    const ids = models.book.list().map(({ id }) => id);
    downloads.keepOnly(ids);
    removals.keepOnly(ids);
  };
  models.book.revision.subscribe(forgetRemoved);
  forgetRemoved();
  const account = createAccount({ db, settings, secrets, shell, clock, log, offlineGrace: config.offlineGrace });
  opened.push(account);
  const tellBeside = (chatId: ChatId): void => chat.tellBeside(chatId);
  const presets = createPresets({ db, clock, onChange: tellBeside, reportDefect: log.report });
  const context = createContext({
    db,
    clock,
    generator: models.generator,
    parameters: presets.ofChats,
    windowOf: models.windowOf,
    pathTo: (chatId, leafId) => chat.pathTo(chatId, leafId),
    makeChat: (id, like) => chat.make(id, like),
    onChange: tellBeside,
  });
  const files = createFiles({ db, clock });
  opened.push(files);
  const pictures = createPictures({ clock, localHosts: config.pictureHosts });
  opened.push(pictures);
  const tools = createTools({
    db,
    secrets,
    clock,
    version: options.version,
    homeDir: config.homeDir,
    programEnv: config.programEnv,
    reportDefect: log.report,
  });
  opened.push(tools);
  const chat = createChat({
    db,
    clock,
    files,
    toolBox: tools.box,
    hostedTakesTools: (model) =>
      account.hosted.state.current().models.some(({ name, canUseTools }) => name === model && canUseTools),
    generator:
      options.generator ?? createVenues({ own: models.generator, ownModel: models.ownModel, hosted: account.hosted }),
    meter: options.meter ?? account.meter,
    titles: { generator: options.generator ?? models.generator, isOn: () => settings.current().makesTitles },
    systemPrompt: () => settings.current().systemPrompt,
    parameters: presets.ofChats,
    context: context.ofChats,
    placeOf: models.placeOf,
    ollamaOf: models.ollamaOf,
    canBeTogether: models.canBeTogether,
    hostedAt: account.server,
    operator: () => account.hosted.state.current().operator,
    reportDefect: log.report,
  });
  opened.push(chat);
  chat.recover();
  files.keepHouse(log.report);

  const notices = noticesOf(store.damagedPath, preferences.damagedFile, account.chargesPutAside);
  for (const notice of notices) log.warn(notice, 'what could not be read was put aside');
  log.info({ version: options.version, shell: shell.kind }, 'started');

  return {
    router: guardedBy(log.report).router({
      account: account.router,
      app: appHandlers({
        version: options.version,
        platform: config.platform,
        shell,
        settings,
        issuer: () => account.state.current().person.issuer,
      }),
      ...chatHandlers(chat),
      ...presetsHandlers(presets),
      doctor: doctorHandlers(models),
      downloads: downloadsHandlers(downloads, removals),
      context: contextHandlers(context),
      files: filesHandlers(files),
      hosted: hostedHandlers(account.hosted.state),
      manager: managerHandlers(models),
      models: modelsHandlers(models),
      ollamas: ollamasHandlers(models),
      pictures: picturesHandlers(pictures),
      settings: settingsHandlers(settings),
      usage: usageHandlers(createUsage({ db, clock })),
      tools: toolsHandlers(tools, clock),
    }),
    notices,
    serverOrigin: () => new URL(settings.current().serverAddress).origin,
    report(error) {
      if (!wasReported(error)) log.report(error);
    },
    close: once(async () => {
      // The account stays until the last run is settled, the store until nobody writes.
      await chat.close();
      await Promise.all([
        account.close(),
        downloads.close(),
        removals.close(),
        files.close(),
        pictures.close(),
        tools.close(),
      ]);
      await models.close();
      log.info({}, 'closed');
      store.close();
      log.close();
    }),
  };
}

function noticesOf(store: string | null, preferences: string | null, runs: number): readonly StartNotice[] {
  const notices: StartNotice[] = [];
  if (store !== null) notices.push({ kind: 'chats_put_aside', path: store });
  if (preferences !== null) notices.push({ kind: 'settings_put_aside', path: preferences });
  if (runs > 0) notices.push({ kind: 'charges_put_aside', runs });
  return notices;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= work());
}
