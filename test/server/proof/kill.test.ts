// Power cuts on one file of SQLite.
import { oneFile } from './parts/one-file.ts';
import { provesKills } from './parts/prove-kills.ts';

provesKills({
  ground: oneFile,
  points: [
    'mid_posting',
    'mid_group',
    'before_commit',
    'after_commit_before_answer',
    'anywhere',
    'while_checkpointing',
  ],
  size: { small: 15, full: 1_000 },
});
