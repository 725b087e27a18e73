-- Words are found by their first four and five letters as quickly as by two and three: until now every word that begins so was read.
-- How a word's beginnings are kept cannot be changed in an index that is there. It therefore stays, until the app has taken its
-- messages over into the new one, the newest first and a few at a time; then it is empty.

ALTER TABLE message_index RENAME TO message_index_before;

CREATE VIRTUAL TABLE message_index USING fts5 (
  text,
  content = '',
  contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '2 3 4 5'
);

-- No row: all have been taken over.
CREATE TABLE index_renewal (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- Messages whose seq is smaller are still found in the index before.
  below INTEGER NOT NULL
) STRICT;

INSERT INTO index_renewal (one, below) SELECT 1, max(seq) + 1 FROM messages HAVING count(*) > 0;
