// Why the app could not start. Its words are for the person at the screen: no page is there yet to choose others.

export type StartProblem =
  /** Another core writes this folder. */
  | { readonly kind: 'folder_in_use'; readonly dataDir: string }
  /** Nothing can be written into the folder. */
  | { readonly kind: 'folder_unusable'; readonly path: string; readonly code: string }
  /** The folder or the file cannot be read or written. */
  | { readonly kind: 'store_unusable'; readonly path: string; readonly code: string }
  /** The file was written by a later version of the app. */
  | { readonly kind: 'store_newer'; readonly path: string; readonly migration: string }
  /** A step of the upgrade failed; the file is as it was before. */
  | { readonly kind: 'upgrade_failed'; readonly path: string; readonly migration: string }
  /** A migration that has run is not the one that this app carries. */
  | { readonly kind: 'migration_altered'; readonly path: string; readonly migration: string };

export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly problem: StartProblem;

  constructor(problem: StartProblem, cause?: unknown) {
    super(say(problem), { cause });
    this.problem = problem;
  }
}

function say(problem: StartProblem): string {
  switch (problem.kind) {
    case 'folder_in_use':
      return `Tallystick is already running with the folder ${problem.dataDir}. Use the window that is open, or close it and start again.`;
    case 'folder_unusable':
      return `Tallystick cannot write into its data folder ${problem.path} (${problem.code}). Check that the disk is there, has room and can be written, or choose another folder with TALLYSTICK_DATA_DIR, then start again.`;
    case 'store_unusable':
      return `Your chats at ${problem.path} cannot be opened (${problem.code}). Check that the disk is there, has room and can be written, then start again.`;
    case 'store_newer':
      return `Your chats were saved by a newer version of Tallystick (${problem.migration}). Install the newest version, then start again. Nothing was changed.`;
    case 'upgrade_failed':
      return `Your chats could not be brought to this version (${problem.migration}). They are as they were: start the version you had before, or free some disk space and try again.`;
    case 'migration_altered':
      return `This copy of Tallystick does not fit your chats (${problem.migration} differs). Install it again from where you got it. Nothing was changed.`;
  }
}
