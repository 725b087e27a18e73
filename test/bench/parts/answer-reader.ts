// Reads just enough of HTTP/1.1 to know when an answer with a Content-Length is whole, and its status.

export class AnswerReader {
  #text = '';

  /** The status once the answer has come in whole, null before. One answer at a time. Throws where no length is told. */
  read(bytes: Buffer): number | null {
    this.#text += bytes.toString('latin1');
    const head = this.#text.indexOf('\r\n\r\n');
    if (head === -1) return null;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#text.slice(0, head))?.[1];
    if (length === undefined) throw new Error('an answer without a length cannot be read here');
    if (this.#text.length < head + 4 + Number(length)) return null;
    const status = Number(this.#text.slice(9, 12));
    this.#text = '';
    return status;
  }
}
