import Errors
import Files
import Foundation
import TestSupport
import Testing
import Transfer

@testable import Archive

/// A damaged copy is never taken for a good one.
@Suite(.serialized) struct CopyDamageTests {
  /// It is restored, and brought up to date.
  @Test func aFlippedByteOfABackup() throws {
    let whole = try EveryKindOfRow(messages: DamageRun.messages)
    let archive = try MailArchive.open(whole.location, .reading)
    defer { archive.close() }
    let copy = ArchiveLocation(directory: whole.directory.path + "/copy")
    _ = try archive.backup(to: copy)
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: copy.storeFile)))
    let outcomes = try (0..<DamageRun.count(15, most: 60)).map { number in
      var (damaged, dice) = (bytes, Dice(number))
      let what = "backup \(number): byte \(dice.flip(&damaged))"
      for suffix in ["-journal", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: copy.storeFile + suffix)
      }
      try Data(damaged).write(to: URL(filePath: copy.storeFile))
      guard number % 2 == 0 else {
        return try DamageRun.outcome(whole, copy, what) { _ = try archive.backup(to: copy) }
      }
      let target = ArchiveLocation(directory: whole.directory.path + "/restored")
      defer { try? FileManager.default.removeItem(atPath: target.directory) }
      return try DamageRun.outcome(whole, target, what) {
        _ = try MailArchive.restore(from: copy, to: target)
      }
    }
    DamageRun.print("backup", outcomes)
  }

  @Test func aFlippedByteOfAManifest() throws {
    let whole = try EveryKindOfRow(messages: DamageRun.messages)
    let archive = try MailArchive.open(whole.location, .reading)
    defer { archive.close() }
    let export = whole.directory.path + "/mail.mbox"
    _ = try archive.export(archive.messages(in: ExportSelection()), to: export)
    let proof = try MailArchive.checkExport(export)
    let manifest = URL(filePath: export + ".manifest.json")
    let bytes = try [UInt8](Data(contentsOf: manifest))
    let outcomes = try (0..<DamageRun.count(40, most: 60)).map { number in
      var (damaged, dice) = (bytes, Dice(number))
      let what = "manifest \(number): byte \(dice.flip(&damaged)) of \(bytes.count)"
      try Data(damaged).write(to: manifest)
      do throws(ArchiveError) {
        let found = try MailArchive.checkExport(export)
        guard found.isWhole else { return DamageRun.Outcome.named }
        #expect(found == proof, "\(what)")
        return .withoutEffect
      } catch {
        #expect(!error.text.remedy.isEmpty, "\(what): \(error)")
        return .refused
      }
    }
    // The name of the digest that proves its lines is all that it can do without.
    #expect(outcomes.filter { $0 == .withoutEffect }.count <= 1)
    DamageRun.print("manifest", outcomes)
  }
}
