// How much there may be of tools and their servers. By itself, so that the page can know it without loading schemas.

export const toolServersMax = 50;
/** Of one server. */
export const toolsMax = 128;
/** So many a hosted model is told of at once. */
export const hostedToolsMax = 128;
/** UTF-16 units, as all lengths here. */
export const serverNameMax = 100;
export const toolArgMax = 4000;
export const toolArgsMax = 100;
/** Environment variables or headers of one server. */
export const toolValuesMax = 50;
/** What the keychain of every system takes. */
export const toolValueMax = 1000;
export const toolNameMax = 200;
export const toolDescriptionMax = 4000;
/** A pasted list of servers. */
export const toolConfigMax = 200_000;
/** Of an image that a tool gives, in pixels. */
export const toolImageSideMax = 16_384;
/** Width times height: so much is drawn. */
export const toolImageAreaMax = 64_000_000;
/** So often one answer may call tools and be asked on. */
export const toolRoundsMax = 20;
