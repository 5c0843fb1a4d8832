-- What a server says of a message before it comes, and doubts whether what came is that message.
-- Doubts are numbers. 1: incomplete, for the session broke before the answer behind the message
-- proved where it ended. The others are suspect: 2: it is empty, 3: it has no header field, 4: it is
-- shorter than LIST said, by more than 5 % and 64 octets, 5: it has the octets of another UID, to
-- which LIST gave another size.
ALTER TABLE maildrop ADD COLUMN listed INTEGER; -- octets by LIST when it was fetched; null: unknown
ALTER TABLE maildrop ADD COLUMN doubt INTEGER; -- of the latest retrieval; null: none
-- 1: a second session brought the same suspect octets, so that no third is needed. The message stays
-- on the server until somebody takes the tag "suspect" from it here; then doubt becomes null.
ALTER TABLE maildrop ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1));

ALTER TABLE ledger ADD COLUMN doubt INTEGER; -- as above; null: none
-- Of what was offered, where it is taken for the message although a server had written its own notes
-- into the header: Status, X-Status, X-UID, X-IMAP, X-IMAPbase, X-Keywords, Content-Length or Lines.
ALTER TABLE ledger ADD COLUMN digest BLOB CHECK (length(digest) = 32);
CREATE INDEX ledger_doubt ON ledger (run) WHERE doubt IS NOT NULL;

-- Replies that name no message, and who writes to whom.

-- Every message by its subject. A reply ("Re:") that names no message that it answers is taken for the
-- answer to the newest message of the 180 days before that has the same subject and a person or
-- list in common: see answer. A subject of more than 1,000 messages joins none.
DROP TABLE subject_key;
CREATE TABLE subject_message (
  subject INTEGER NOT NULL, -- first 6 octets of the SHA-256 of the base subject (RFC 5256, 2.1); 0: empty
  reply INTEGER NOT NULL CHECK (reply IN (0, 1)), -- 1: a reply that names no message
  date INTEGER NOT NULL, -- message.date
  message INTEGER NOT NULL REFERENCES message,
  -- Number of those in From, 1 octet; in To and Cc, 2 octets; 1 if there is a list, else 0, 1 octet;
  -- then, 6 octets each: the list (of the SHA-256 of its List-Id), those in From, in To and Cc, in Bcc
  -- (correspondent.id). Most significant octet first.
  people BLOB NOT NULL,
  PRIMARY KEY (subject, reply, date, message)
) STRICT, WITHOUT ROWID;

-- What replies that name no message are taken to answer.
CREATE TABLE answer (
  message INTEGER PRIMARY KEY,
  answered INTEGER NOT NULL
) STRICT;
CREATE INDEX answer_answered ON answer (answered);

-- identifier and thread_merge tell threads by ids alone. Of those that are joined by an answer: the
-- number that message.thread has. The others have their own.
CREATE TABLE joined_thread (
  thread INTEGER PRIMARY KEY,
  into_thread INTEGER NOT NULL
) STRICT;
CREATE INDEX joined_thread_into ON joined_thread (into_thread);

-- Addresses that messages are from or to.
CREATE TABLE correspondent (
  id INTEGER PRIMARY KEY, -- first 6 octets of the SHA-256 of address
  address TEXT NOT NULL, -- in lower case
  name TEXT NOT NULL, -- the latest, by preference as the person writes it in From; may be empty
  named INTEGER NOT NULL, -- date of the message that name is from, plus 2^40 if that is From
  messages INTEGER NOT NULL -- from or to it
) STRICT;

-- Whose archive it is: that somebody wrote to them, or they to somebody, does not make a reply.
CREATE TABLE owner (
  correspondent INTEGER PRIMARY KEY, -- correspondent.id
  account INTEGER NOT NULL CHECK (account IN (0, 1)) -- 1: by the settings; 0: in most messages
) STRICT;

-- message.flags has one more: 256: subject is not all that the message's Subject fields say, for there are
-- several, or it is shortened, or empty.

-- The columns of message that are read out of its octets (date, zone, received, message_id,
-- identifier, ancestors, thread, sender, recipients, subject, flags), subject_message and
-- correspondent follow rules that get better. A program with newer rules reads all older messages
-- again, once, in portions, while the archive is in use.
CREATE TABLE derivation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rules INTEGER NOT NULL, -- version of the rules that all messages follow
  latest INTEGER NOT NULL, -- version of the rules that new messages follow
  reached INTEGER NOT NULL, -- messages up to this id follow the latest rules
  until INTEGER NOT NULL, -- so do those above this id
  counted INTEGER NOT NULL -- messages that correspondent counts
) STRICT;
INSERT INTO derivation VALUES (1, 0, 0, 0, 0, 0);

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

-- Text inside attached documents. All of it can be read out of the messages again; no fingerprint
-- counts it. A message's own texts, and attached plain text, are not here.

-- Documents by what they hold, each once, however many messages have it.
CREATE TABLE extract (
  digest BLOB PRIMARY KEY CHECK (length(digest) = 32), -- of the decoded attachment
  extractor TEXT NOT NULL, -- what read it, with its version: 'pdf/1'. A newer one reads it again
  -- 0: it has text, 1: it has none, 2: it is encrypted, 3: it is damaged, 4: it is too large, 5: it
  -- waits for a program, 6: what read it crashed.
  outcome INTEGER NOT NULL,
  pages INTEGER, -- null: unknown
  tries INTEGER NOT NULL, -- how often it was read
  size INTEGER NOT NULL, -- bytes of the text
  text BLOB -- UTF-8, as one zstd frame; pages are parted by form feeds. Null: none
) STRICT, WITHOUT ROWID;
CREATE INDEX extract_outcome ON extract (extractor, outcome);

-- Which messages have them.
CREATE TABLE attachment (
  message INTEGER NOT NULL REFERENCES message,
  number INTEGER NOT NULL, -- of the attachment in the message, from 1
  part TEXT NOT NULL, -- as IMAP counts: '1.2'
  name TEXT NOT NULL, -- decoded and shortened; may be empty
  digest BLOB NOT NULL CHECK (length(digest) = 32), -- extract.digest
  PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_digest ON attachment (digest);

-- Ranges of message.id that were looked through for documents: all others are still to be. Ranges do
-- not touch.
CREATE TABLE attachment_range (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  rules TEXT NOT NULL -- which attachments count as documents; others begin again
) STRICT;

-- What encrypted messages say, as far as the settings let them be decrypted: [decrypt]. The messages
-- themselves stay as they are. All of it can be made again by whoever has the keys; no fingerprint counts
-- it, and mailcask decrypt --forget erases it.
CREATE TABLE decryption (
  message INTEGER PRIMARY KEY REFERENCES message,
  -- 0: decrypted, 1: no key for it is here, 2: its key is locked, 3: it is damaged, 4: it waits for gpg,
  -- 5: it is too large, 6: the settings leave its kind alone.
  outcome INTEGER NOT NULL,
  means TEXT NOT NULL, -- what tried, with its version: '1 pgp smime'
  tries INTEGER NOT NULL, -- how often it was tried in vain since it was decrypted last
  latest INTEGER NOT NULL, -- when it was tried last
  -- OpenPGP's session keys of its parts, divided by blanks, in the order in which they are needed; '-'
  -- where there is none. With one, a part is decrypted without a secret key.
  session_keys TEXT NOT NULL,
  size INTEGER NOT NULL, -- bytes of clear when it is unpacked
  clear BLOB -- the message with what was encrypted in its place, as one zstd frame; null: none of it
) STRICT;
CREATE INDEX decryption_failed ON decryption (message) WHERE outcome <> 0;
-- Encrypted messages, by message.flags.
CREATE INDEX message_encrypted ON message (id) WHERE flags & 1;

-- The same mail, whatever way it came. Canonical bytes: each line ends in CRLF, the last one too, and
-- the header is without what programs that keep mail write into it: an mbox's "From " line and the
-- fields Status, X-Status, X-Keywords, X-UID, X-UIDL, X-IMAP, X-IMAPbase, X-Account-Key, X-Mozilla-*,
-- X-GM-THRID, X-Gmail-Labels, Content-Length and Lines. Read out of the bytes: see derivation.

-- SHA-256 of the canonical bytes; null: the message's own bytes are canonical, and digest is it.
ALTER TABLE message ADD COLUMN canonical BLOB CHECK (length(canonical) = 32);
CREATE INDEX message_canonical ON message (substr(canonical, 1, 8)) WHERE canonical IS NOT NULL;
ALTER TABLE removal ADD COLUMN canonical BLOB CHECK (length(canonical) = 32); -- as message had it
CREATE INDEX removal_canonical ON removal (canonical) WHERE canonical IS NOT NULL;

-- Of a copy that was offered in another form, whose digest is in ledger.digest: how it is made of the
-- message's canonical bytes. A byte with flags (1: each CRLF is an LF; 2: without the last line end);
-- then, for each stretch of lines that a program had written into it, the position in the canonical
-- bytes before which it stands and its length, in 4 bytes each with the most significant first, and
-- the stretch. What cannot be made exactly so is stored for itself.
ALTER TABLE ledger ADD COLUMN form BLOB;

-- The same message in another mailbox, or under another UIDVALIDITY, is not fetched again.

-- How it is known which message it is. 0: its bytes were fetched; 1: the server gives it the identity
-- of one that is here; 2: size, date and header are those of one that is here.
ALTER TABLE placement ADD COLUMN proof INTEGER NOT NULL DEFAULT 0 CHECK (proof IN (0, 1, 2));
-- The same in all mailboxes of an account: "E" and EMAILID (RFC 8474), or "G" and X-GM-MSGID; null: the
-- server gives none.
ALTER TABLE placement ADD COLUMN identity TEXT;
CREATE INDEX placement_identity ON placement (identity) WHERE identity IS NOT NULL;
CREATE INDEX placement_size ON placement (size, date);

-- Mail that is to be sent. Each message is in the archive: its entry here is made in the transaction that
-- stores it.

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message INTEGER NOT NULL, -- what is sent, without its field Bcc
  account TEXT NOT NULL, -- whose server it is handed in at
  sender TEXT NOT NULL, -- of the envelope
  queued INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox_recipient (
  item INTEGER NOT NULL REFERENCES outbox,
  address TEXT NOT NULL, -- of the envelope
  state INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3)), -- 0: waits, 1: sent, 2: refused, 3: given up
  tries INTEGER NOT NULL,
  next INTEGER NOT NULL, -- not to be tried before
  answer TEXT NOT NULL, -- the server's last words, or why it could not be reached
  PRIMARY KEY (item, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox_recipient (next) WHERE state = 0;

-- Proofs of rows: damage to what no message's digest covers is noticed (mailcask verify).

-- Rows of a table are proven by blocks: how many there are, and the sum of their numbers, each the
-- hash of the row's columns. A writer adds and takes off what it changes, so that a row that is changed
-- otherwise stands out. Reading needs nothing of this; after writing with other tools, verify complains.
CREATE TABLE proof (
  part INTEGER NOT NULL, -- table and columns
  block INTEGER NOT NULL, -- 64 neighbours by number, or those with a value, or all
  rows INTEGER NOT NULL,
  sum INTEGER NOT NULL, -- modulo 2^64
  own INTEGER NOT NULL, -- hash of this row's other columns
  PRIMARY KEY (part, block)
) STRICT, WITHOUT ROWID;
