-- Servers of tools, and what the person has allowed. Values of variables and headers lie where secrets are kept, never here.
CREATE TABLE tool_servers (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> ''),
  -- The program or the address, with the names of what it is given, as JSON.
  way TEXT NOT NULL CHECK (json_valid(way)),
  -- Where its values lie.
  place TEXT NOT NULL CHECK (place IN ('keychain', 'memory', 'file')),
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;

-- chat_id NULL: in every chat. The fingerprint is of the tool as it described itself when it was allowed.
CREATE TABLE tool_permissions (
  server_id TEXT NOT NULL REFERENCES tool_servers (id) ON DELETE CASCADE,
  tool TEXT NOT NULL,
  chat_id TEXT REFERENCES chats (id) ON DELETE CASCADE,
  fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
  allowed_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX tool_permissions_by_tool ON tool_permissions (server_id, tool, coalesce(chat_id, ''));
CREATE INDEX tool_permissions_by_chat ON tool_permissions (chat_id);
