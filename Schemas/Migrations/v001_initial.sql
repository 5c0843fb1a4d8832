-- The store of a Mailcask archive: one SQLite database, mail.sqlite.
--
-- What it holds: every message, byte for byte; what is known about each (dates, addresses, thread,
-- tags); where each was seen; and what became of every message that was ever offered to it.
-- Times are seconds since 1970-01-01 00:00 UTC. Digests are SHA-256. Sizes are octets.
--
-- Getting mail out without Mailcask
--
-- A message is the concatenation, by seq, of its rows in "piece". Each names a range of a content;
-- a content is kept as it is or as one zstd frame, perhaps with a dictionary. Some pieces hold what
-- was base64 in the message decoded; they are to be encoded again, in lines of line_length
-- characters that each end in line_end. The following needs the sqlite3 and zstd tools and a POSIX
-- shell. Put it into a file and say: sh extract.sh mail.sqlite 42 > 42.eml
--
-- begin extract.sh
-- db=$1 message=$2 work=$(mktemp -d)
-- sqlite3 -readonly "$db" "SELECT content, first, length, codec, coalesce(dictionary, 0),
--   coalesce(line_length, 0), coalesce(line_end, '') FROM piece JOIN content ON content.id = content
--   WHERE message = $message ORDER BY seq" |
-- while IFS='|' read -r content first length codec dictionary line_length line_end; do
--   sqlite3 -readonly "$db" "SELECT writefile('$work/content', bytes) FROM content
--     WHERE id = $content; SELECT writefile('$work/dictionary', bytes) FROM dictionary
--     WHERE id = $dictionary" > "$work/log"
--   case $codec in
--   zstd) if [ "$dictionary" = 0 ]; then zstd -dqc < "$work/content"
--     else zstd -dqc -D "$work/dictionary" < "$work/content"; fi ;;
--   none) cat "$work/content" ;;
--   esac > "$work/plain"
--   tail -c "+$((first + 1))" "$work/plain" | head -c "$length" |
--   case $line_end in
--   crlf) base64 -w "$line_length" | sed "s/\$/$(printf '\r')/" ;;
--   lf) base64 -w "$line_length" ;;
--   *) cat ;;
--   esac
-- done
-- rm -r "$work"
-- end extract.sh
--
-- To see that it is what was once received, compare sha256sum with
--   SELECT lower(hex(digest)) FROM message WHERE id = 42;

-- The archive as a whole: one row.
CREATE TABLE archive (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  uuid BLOB NOT NULL CHECK (length(uuid) = 16), -- tells archives, and copies of one, from others
  created INTEGER NOT NULL,
  -- Counts the changes that the search index has to see. The index remembers the number that it
  -- has reached and catches up from there.
  revision INTEGER NOT NULL DEFAULT 0,
  text INTEGER NOT NULL DEFAULT 0, -- plain octets of all blocks ever added, see content
  ruled INTEGER NOT NULL DEFAULT 0 -- the settings' rules were applied to messages up to this id
) STRICT;

-- Dictionaries for zstd, trained from the archive's own mail. Never changed, never removed: a
-- content can't be read without its own. Many depend on each, so that there is a copy.
CREATE TABLE dictionary (
  id INTEGER PRIMARY KEY, -- as in the header of the zstd frames made with it
  bytes BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32), -- of bytes
  trained INTEGER NOT NULL, -- when
  text INTEGER NOT NULL, -- archive.text then; decides when the next is due
  message INTEGER NOT NULL -- the latest message then
) STRICT;
CREATE TABLE dictionary_copy (
  id INTEGER PRIMARY KEY REFERENCES dictionary,
  bytes BLOB NOT NULL
) STRICT;

-- Octets that messages are made of, in one of two shapes: a block of what several neighbouring
-- messages have that is alike (headers, or short texts, or all of few small messages), or (part = 1)
-- one large part, or a stretch of one, which is kept once however many messages hold it.
CREATE TABLE content (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  part INTEGER NOT NULL CHECK (part IN (0, 1)),
  codec TEXT NOT NULL, -- 'zstd': one frame with size and checksum. 'none': bytes as they are
  dictionary INTEGER REFERENCES dictionary, -- null: none needed
  size INTEGER NOT NULL, -- of the plain octets
  digest BLOB NOT NULL CHECK (length(digest) = 32), -- of the plain octets
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX content_part ON content (digest) WHERE part = 1;

-- A message as it was received. What lists, sorting and threads need is here, so that they read no
-- content; all texts are decoded for display, and shortened.
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice; also the number in the search index
  digest BLOB NOT NULL CHECK (length(digest) = 32), -- of all octets of the message
  size INTEGER NOT NULL,
  date INTEGER NOT NULL, -- that lists sort by: the Date field; failing that, when it was received
  zone INTEGER, -- minutes east of UTC in the Date field; null: the field is missing or unreadable
  received INTEGER, -- by the topmost Received field, or the file's own time
  stored INTEGER NOT NULL, -- when it came into this archive
  message_id TEXT, -- Message-ID field without its angle brackets
  -- Message-IDs as numbers: the first 8 octets of the SHA-256 of the id without angle brackets,
  -- big-endian, signed. identifier is that of message_id; ancestors holds those of References and
  -- In-Reply-To, 8 octets each, the parent's last.
  identifier INTEGER,
  ancestors BLOB CHECK (length(ancestors) % 8 = 0),
  -- The thread's number: the id of one of its messages, at its time the first. Messages that refer
  -- to a common ancestor, held or not, have the same; so have those with the same Message-ID, which
  -- are found by their thread.
  thread INTEGER NOT NULL,
  sender TEXT NOT NULL, -- as in the From field: name and address
  recipients TEXT NOT NULL, -- of To and Cc
  subject TEXT NOT NULL,
  -- Sum of 1: encrypted, 2: signed, 4: sent by a program, 8: has attachments, 16: from a mailing
  -- list, 32: has images, 64: has a calendar entry, 128: broken in a way that a reader may notice.
  flags INTEGER NOT NULL,
  added INTEGER NOT NULL, -- archive.revision when it was stored
  revision INTEGER NOT NULL -- archive.revision when it was last changed
) STRICT;
CREATE UNIQUE INDEX message_digest ON message (substr(digest, 1, 16));
CREATE INDEX message_date ON message (date);
CREATE INDEX message_thread ON message (thread);
CREATE INDEX message_revision ON message (revision);

-- The recipe for a message's octets: see above, "Getting mail out without Mailcask".
CREATE TABLE piece (
  message INTEGER NOT NULL REFERENCES message,
  seq INTEGER NOT NULL, -- from 0
  content INTEGER NOT NULL REFERENCES content,
  first INTEGER NOT NULL, -- where it starts in the content's plain octets, from 0
  length INTEGER NOT NULL, -- in the content; not zero
  line_length INTEGER, -- null: as it is. A multiple of 4: base64 in lines of so many characters
  line_end TEXT CHECK (line_end IN ('crlf', 'lf')), -- after each base64 line, also the last
  PRIMARY KEY (message, seq),
  CHECK ((line_length IS NULL) = (line_end IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX piece_content ON piece (content);

-- Every Message-ID that a message has or refers to, as a number (see message.identifier), also
-- where the message itself is not here (yet).
CREATE TABLE identifier (
  id INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL -- may have been merged: see thread_merge
) STRICT;

-- Threads that turned out to be one: what the number of the one that was absorbed stands for now.
CREATE TABLE thread_merge (
  thread INTEGER PRIMARY KEY,
  into_thread INTEGER NOT NULL
) STRICT;

-- Messages without References and In-Reply-To, by subject and correspondent. A reply ("Re:") among
-- them joins the threads of all messages with its key.
CREATE TABLE subject_key (
  key INTEGER NOT NULL, -- 8 octets of the SHA-256 of address, LF, base subject (RFC 5256, 2.1)
  message INTEGER NOT NULL,
  reply INTEGER NOT NULL CHECK (reply IN (0, 1)),
  PRIMARY KEY (key, reply, message)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE message_tag (
  tag INTEGER NOT NULL REFERENCES tag,
  message INTEGER NOT NULL REFERENCES message,
  PRIMARY KEY (tag, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_tag_message ON message_tag (message);

-- Folders of imported mail that a message was seen in, levels divided by "/".
CREATE TABLE folder (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE message_folder (
  message INTEGER NOT NULL REFERENCES message,
  folder INTEGER NOT NULL REFERENCES folder,
  PRIMARY KEY (message, folder)
) STRICT, WITHOUT ROWID;

-- Where mail comes from: an account, or a file or directory that was imported.
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('account', 'file')),
  name TEXT NOT NULL, -- the account's name, or the path
  listed INTEGER, -- an account: when the server's list of messages was last read to its end
  UNIQUE (kind, name)
) STRICT;

-- Which messages have been seen in which account, for lists of one account by date.
CREATE TABLE account_message (
  source INTEGER NOT NULL REFERENCES source,
  date INTEGER NOT NULL, -- message.date
  message INTEGER NOT NULL REFERENCES message,
  PRIMARY KEY (source, date, message)
) STRICT, WITHOUT ROWID;

-- One fetch or import. The books balance: what was offered was stored, was a copy of a message that
-- is here, or was rejected.
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL, -- for people
  started INTEGER NOT NULL,
  finished INTEGER, -- null: it goes on, or was cut off
  outcome TEXT, -- 'done', or in words why it ended early
  offered INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0,
  copies INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  octets INTEGER NOT NULL DEFAULT 0, -- of all that was offered
  CHECK (offered = stored + copies + rejected)
) STRICT;

-- The ledger: each message that was offered, and what became of it. Rows are only added.
CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run,
  source INTEGER NOT NULL REFERENCES source,
  name TEXT, -- a server's UID, or a file below the source's path
  position INTEGER, -- in the file: octets from its start
  time INTEGER NOT NULL,
  outcome INTEGER NOT NULL CHECK (outcome IN (0, 1, 2)), -- 0: stored, 1: copy, 2: rejected
  message INTEGER, -- stored, or the same as what was offered; perhaps removed: see removal
  reason TEXT, -- why it was rejected
  CHECK ((outcome = 2) = (reason IS NOT NULL)),
  CHECK (outcome = 2 OR message IS NOT NULL)
) STRICT;
CREATE INDEX ledger_message ON ledger (message) WHERE message IS NOT NULL;
CREATE INDEX ledger_rejected ON ledger (run) WHERE outcome = 2;

-- What the servers of POP3 accounts hold or held. A message still on the server is one with gone
-- null; it was last seen when source.listed says.
CREATE TABLE maildrop (
  source INTEGER NOT NULL REFERENCES source,
  uid TEXT NOT NULL, -- RFC 1939, section 7: unique-id of UIDL
  message INTEGER NOT NULL, -- whose digest is that of the octets fetched; perhaps removed since
  first_seen INTEGER NOT NULL,
  last_seen INTEGER, -- null: by the latest list
  gone INTEGER, -- when a list first lacked it
  deleted INTEGER, -- when Mailcask deleted it there
  PRIMARY KEY (source, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX maildrop_message ON maildrop (message);

-- Messages removed from the archive on request. First hidden, then, after purge_after, their
-- octets are erased. The row stays, so that the same message is not stored again when it is
-- offered again, unless that was asked for.
CREATE TABLE removal (
  message INTEGER PRIMARY KEY,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  requested INTEGER NOT NULL,
  purge_after INTEGER NOT NULL,
  purged INTEGER, -- when the octets were erased
  welcome INTEGER NOT NULL DEFAULT 0 CHECK (welcome IN (0, 1)), -- 1: may be stored again
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX removal_digest ON removal (digest);
CREATE INDEX removal_revision ON removal (revision);
