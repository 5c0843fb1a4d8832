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
