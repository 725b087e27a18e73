// What the browser shell prints in the terminal in which it runs.

export const terminal = {
  /** npm start and the tests look for the beginning of this line. */
  runs: (link: string) => `Tallystick runs. Open it in your browser, once, with this link: ${link}`,
  alreadyRuns: (link: string) => `Tallystick already runs. This opens it in another browser: ${link}`,
  freshLink: (link: string) => `A fresh link, which works once: ${link}`,
};
