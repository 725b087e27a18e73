-- What a chat does not offer its models. An empty tool stands for all of the server, also what it will have; a chat without a row
-- offers everything.
CREATE TABLE chat_tools_left_out (
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  server_id TEXT NOT NULL REFERENCES tool_servers (id) ON DELETE CASCADE,
  tool TEXT NOT NULL,
  PRIMARY KEY (chat_id, server_id, tool)
) STRICT, WITHOUT ROWID;

CREATE INDEX chat_tools_left_out_by_server ON chat_tools_left_out (server_id);
