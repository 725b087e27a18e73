-- What the settings of all nodes must say alike, by name: only a hash of each value.
CREATE TABLE agreed_settings (
  name text COLLATE "C" PRIMARY KEY,
  hash text NOT NULL,
  agreed_at bigint NOT NULL
);
