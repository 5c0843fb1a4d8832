internal import Digests
internal import GRDB
internal import Proofs
internal import Schemas

/// Brings a store to the schema's current version. Forward only; each step is one transaction.
enum Migrations {
  /// Before a writer touches the file: it must be empty, or a Mailcask store.
  static func checkIsArchive(_ path: String) throws {
    let queue = try MailStore.openForReading(path)
    try queue.read { try checkMark($0, at: path) }
    try queue.close()
  }

  static func bringUpToDate(
    _ database: any DatabaseWriter, at path: String, isNew: Bool, _ access: MailStore.Access,
    _ proofs: RowProofs
  ) throws(StoreError) {
    try StoreError.guarding("cannot open the archive", at: path) {
      if isNew {
        try database.write { db in
          try db.execute(sql: "PRAGMA application_id = \(MailStore.applicationID)")
        }
      }
      let version = try database.read { db in
        try checkMark(db, at: path)
        return try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      }
      guard version <= Schemas.migrations.count else {
        throw StoreError(
          .newerVersion, "cannot open the archive", at: path,
          why:
            "a newer Mailcask wrote it (format \(version); this one knows up to \(MailStore.version))",
          remedy:
            "Install the latest version of Mailcask; if this one wrote it, run mailcask verify --repair"
        )
      }
      guard version < Schemas.migrations.count else {
        if case .writing = access { try beginWriting(database, at: path, proofs) }
        return
      }
      switch access {
      case .writing: break
      case .copying: return
      case .reading:
        throw StoreError(
          .olderVersion, "cannot open the archive for reading", at: path,
          why: "it has format \(version) and cannot be brought to format \(MailStore.version)",
          remedy: "See that it may be written to, or restore a copy of it")
      }
      for (index, migration) in Schemas.migrations.enumerated().dropFirst(version) {
        try database.write { db in
          try db.execute(sql: migration.sql)
          if index == 0 { try addArchiveRow(db) }
          if index + 1 == Schemas.migrations.count { try RowProofs.seal(db) }
          try db.execute(sql: "PRAGMA user_version = \(index + 1)")
        }
      }
      try beginWriting(database, at: path, proofs)
    }
  }

  /// What a writer adds follows its own rules; what is there is then read again (`derive`).
  private static func beginWriting(
    _ database: any DatabaseWriter, at path: String, _ proofs: RowProofs
  ) throws {
    try database.writeWithoutTransaction(proofs.install)
    let derivation = try database.read(Derivation.init)
    if max(derivation.rules, derivation.latest) > Derivation.version {
      guard try database.writeWithoutTransaction(Derivation.isDamaged) else {
        throw StoreError(
          .newerVersion, "cannot open the archive for writing", at: path,
          why: "a newer Mailcask wrote it", remedy: "Install the latest version of Mailcask")
      }
    } else if derivation.latest == Derivation.version {
      return
    }
    try database.write { db in try proofs.keep(db) { try Derivation.begin(db) } }
  }

  private static func checkMark(_ db: Database, at path: String) throws {
    guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == MailStore.applicationID else {
      throw StoreError(
        .notAnArchive, "cannot open the archive", at: path, why: "not a Mailcask store",
        remedy: "Check the path given with --archive; if it was one, run mailcask verify --repair")
    }
  }

  private static func addArchiveRow(_ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO archive (id, uuid, created) VALUES (1, ?, unixepoch())",
      arguments: [blob(try KeyedDigest.random(count: 16))])
  }
}
