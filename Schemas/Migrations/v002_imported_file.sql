-- Files of one message each that were imported: what they are known by as long as nothing changes
-- them, so that they need not be read again.
CREATE TABLE imported_file (
  source INTEGER NOT NULL REFERENCES source,
  -- 8 octets of the SHA-256 of: inode, st_size, st_ctime in nanoseconds, path, each but the last with
  -- a space behind; big-endian, signed.
  stamp INTEGER NOT NULL,
  PRIMARY KEY (source, stamp)
) STRICT, WITHOUT ROWID;
