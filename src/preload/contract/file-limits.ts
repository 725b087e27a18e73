// How much may be attached to a message. By itself, so that the page can measure without loading the calls.

/** Files and images of one message together. */
export const attachmentsMax = 16;

/** Of an image as it is stored: the page has made it smaller by then. */
export const imageBytesMax = 4_000_000;
/** The longest side of a stored image, in pixels; models look at no more. */
export const imageSideMax = 2048;

/** Of a file's text, in UTF-16 units. */
export const fileCharsMax = 1_000_000;
/** Of all texts of one message together, in UTF-16 units. */
export const filesCharsMax = 2_000_000;

export const fileNameMax = 255;

/** How long a file stays though no message names it, as one in a draft. */
export const keptMs = 30 * 24 * 3600 * 1000;

/** Of a picture that an answer names, as the file comes from its host; the page makes it smaller before it is shown. */
export const pictureBytesMax = 5_000_000;
/** Of its address, in UTF-16 units. */
export const pictureUrlMax = 4000;
