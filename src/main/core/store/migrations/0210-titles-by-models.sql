-- Whether a model was asked for the chat's title. Chats of earlier versions keep the names that they have.
ALTER TABLE chats ADD COLUMN is_title_asked INTEGER NOT NULL DEFAULT 0 CHECK (is_title_asked IN (0, 1));

UPDATE chats SET is_title_asked = 1;
