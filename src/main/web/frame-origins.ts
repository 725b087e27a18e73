// Whose frames the open page may show. Its policy is fixed when it is loaded; the server address can be changed afterwards.

export type FrameOrigins = {
  /** For the policy of a page that is being loaded. */
  forNewPage(): readonly string[];
  /** By the page loaded last; by the address in use while none was loaded since the start. */
  mayFrame(origin: string): boolean;
};

export function createFrameOrigins(serverOrigin: () => string): FrameOrigins {
  let lastLoaded: string | null = null;
  return {
    forNewPage() {
      lastLoaded = serverOrigin();
      return [lastLoaded];
    },
    mayFrame: (origin) => origin === (lastLoaded ?? serverOrigin()),
  };
}
