-- What the servers of IMAP accounts hold or held: mailboxes, and what is in each. Nothing here is a
-- mark up to which all was read: what is new is what the server has and placement lacks.

CREATE TABLE mailbox (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source,
  wire_name BLOB NOT NULL, -- as the server writes it
  name TEXT NOT NULL, -- decoded, levels divided by "/"
  gone INTEGER, -- when the server's list first lacked it
  UNIQUE (source, wire_name)
) STRICT;

-- UIDs of a mailbox mean something for one UIDVALIDITY (RFC 9051, section 2.3.1.1).
CREATE TABLE mailbox_epoch (
  id INTEGER PRIMARY KEY,
  mailbox INTEGER NOT NULL REFERENCES mailbox,
  validity INTEGER NOT NULL, -- UIDVALIDITY; 0: the server gives none
  -- When the mailbox was last read to its end and its books balanced, and what the server said then.
  -- Null: never, or unknown.
  listed INTEGER,
  messages INTEGER,
  next_uid INTEGER, -- UIDNEXT
  latest_change INTEGER, -- HIGHESTMODSEQ (RFC 7162)
  UNIQUE (mailbox, validity)
) STRICT;

-- A message in a mailbox. It is still there if gone is null; it was last seen when
-- mailbox_epoch.listed says.
CREATE TABLE placement (
  epoch INTEGER NOT NULL REFERENCES mailbox_epoch,
  uid INTEGER NOT NULL,
  message INTEGER NOT NULL, -- whose digest is that of the octets fetched; perhaps removed since
  size INTEGER, -- octets as announced (RFC822.SIZE)
  date INTEGER, -- when it came into the mailbox (INTERNALDATE)
  flags TEXT NOT NULL, -- as the server writes them, sorted, divided by blanks, without \Recent
  first_seen INTEGER NOT NULL,
  last_seen INTEGER, -- null: by the latest list
  gone INTEGER, -- when a list first lacked it
  PRIMARY KEY (epoch, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX placement_message ON placement (message);

-- What the flags of a placement were before. Rows are only added.
CREATE TABLE placement_change (
  id INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  time INTEGER NOT NULL, -- when a list first had others
  flags TEXT NOT NULL -- before that
) STRICT;
CREATE INDEX placement_change_place ON placement_change (epoch, uid);

-- Messages that the server did not give although it lists them, or in which sessions broke. They are
-- asked for again, ever more seldom.
CREATE TABLE placement_refusal (
  epoch INTEGER NOT NULL REFERENCES mailbox_epoch,
  uid INTEGER NOT NULL,
  reason TEXT NOT NULL,
  first INTEGER NOT NULL,
  times INTEGER NOT NULL,
  next INTEGER NOT NULL, -- not before
  PRIMARY KEY (epoch, uid)
) STRICT, WITHOUT ROWID;
