// All the page may ask of the core, as one value; both ends, both carriers and the test double are derived from it.
import { account } from './account.ts';
import { app } from './app.ts';
import { chat, chats, runs } from './chats.ts';
import { doctor } from './doctor.ts';
import { downloads } from './downloads.ts';
import { context } from './context.ts';
import { files } from './files.ts';
import { hosted } from './hosted.ts';
import { manager } from './manager.ts';
import { models } from './models.ts';
import { ollamas } from './ollamas.ts';
import { parameters, presets } from './parameters.ts';
import { pictures } from './pictures.ts';
import { queue } from './queue.ts';
import { settings } from './settings.ts';
import { usage } from './usage.ts';
import { tools } from './tools.ts';

export const appContract = {
  account,
  app,
  chat,
  chats,
  context,
  doctor,
  downloads,
  files,
  hosted,
  manager,
  models,
  ollamas,
  parameters,
  pictures,
  presets,
  queue,
  runs,
  settings,
  usage,
  tools,
};
