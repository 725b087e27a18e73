// Text in pieces that a voice reads one by one: some stop in the middle of what is too long for them. Pure.

/** In UTF-16 units: a quarter of a minute, about. */
export const pieceMax = 200;

export function piecesOf(text: string, language: string): readonly string[] {
  const sentences = new Intl.Segmenter(language, { granularity: 'sentence' });
  const pieces: string[] = [];
  for (const line of text.split('\n')) {
    let piece = '';
    for (const { segment } of sentences.segment(line)) {
      if (piece !== '' && piece.length + segment.length > pieceMax) {
        pieces.push(piece);
        piece = '';
      }
      piece += segment;
      while (piece.length > pieceMax) {
        const end = endWithin(piece);
        pieces.push(piece.slice(0, end));
        piece = piece.slice(end);
      }
    }
    pieces.push(piece);
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

/** After a word where there is one, and never inside a character. */
function endWithin(piece: string): number {
  const wordEnd = piece.lastIndexOf(' ', pieceMax);
  if (wordEnd > 0) return wordEnd + 1;
  const unit = piece.charCodeAt(pieceMax);
  return unit >= 0xdc00 && unit <= 0xdfff ? pieceMax - 1 : pieceMax;
}
