package import Archive
package import Fetch
package import Transfer

// JSON forms of fetches, imports and exports: see Schemas/Output.

/// What was read of attachments after a fetch, and what was decrypted.
package struct FetchedReadingLine: Encodable {
  let attachments: AttachmentSummary?
  let encrypted: DecryptionSummary?

  /// Nil where nothing was read.
  package init?(read: AttachmentReport?, decrypted: DecryptionReport?) {
    guard read?.total ?? 0 > 0 || decrypted?.total ?? 0 > 0 else { return nil }
    attachments = read.map(AttachmentSummary.init)
    encrypted = decrypted.map(DecryptionSummary.init)
  }
}

/// The result of fetching from one account.
package struct FetchLine: Encodable {
  let account: String
  let error: String?
  let report: Report?

  package init(_ account: AccountSettings, _ outcome: MailArchive.FetchOutcome) {
    self.account = account.name
    switch outcome {
    case .success(let report): (self.report, error) = (Report(report), nil)
    case .failure(let failure): (report, error) = (nil, "\(failure)")
    }
  }

  package struct Report: Encodable {
    let onServer: Int
    let known: Int
    let stored: Int
    let copies: Int
    let otherForms: Int
    let recognised: Int
    let rejected: Int
    let octets: Int
    let tooLarge: Int
    let tooOld: Int
    let postponed: Int
    let deleted: Int
    let refused: [String]
    let refusedBefore: Int
    let suspect: Int
    let suspectLeft: Int
    let incomplete: Int
    let missing: Int
    let deleteRefused: Int
    let deleteUncertain: Int
    let troubles: [String]
    let wouldFetch: Planned?

    init(_ report: FetchReport) {
      onServer = report.listed
      known = report.known
      stored = report.totals.stored
      copies = report.totals.copies
      otherForms = report.totals.otherForms
      recognised = report.recognised
      rejected = report.totals.rejected
      octets = report.totals.bytes
      tooLarge = report.tooLarge
      tooOld = report.old
      postponed = report.postponed
      deleted = report.deleted
      refused = report.refused
      refusedBefore = report.refusedBefore
      suspect = report.suspect.count
      suspectLeft = report.held
      incomplete = report.incomplete.count
      missing = report.missing.count
      deleteRefused = report.deletionsRefused.count
      deleteUncertain = report.deletionsUncertain
      troubles = report.troubles
      wouldFetch = report.wouldFetch.map { Planned(messages: $0.count, octets: $0.bytes) }
    }
  }

  package struct Planned: Encodable {
    let messages: Int
    let octets: Int
  }
}

package struct ImportSummary: Encodable {
  let offered: Int
  let stored: Int
  let copies: Int
  let otherForms: Int
  let rejected: Int
  let leftOut: Int
  let octets: Int
  /// Number of copies in files that were not read because they have not changed.
  let unchanged: Int
  /// Number of skipped files and entries by reason.
  let skipped: [String: Int]
  let indexed: Int
  let interrupted: Bool
  let resumed: [String]
  let rejections: [String]
  let attachments: AttachmentSummary?
  let encrypted: DecryptionSummary?

  /// - Parameters:
  ///   - read: what was read of attachments; nil: they were left.
  ///   - decrypted: what was decrypted; nil: nothing was to be.
  package init(
    _ report: ImportReport, indexed: Int, read: AttachmentReport?, decrypted: DecryptionReport?
  ) {
    attachments = read.map(AttachmentSummary.init)
    encrypted = decrypted.map(DecryptionSummary.init)
    offered = report.totals.offered
    stored = report.totals.stored
    copies = report.totals.copies
    otherForms = report.totals.otherForms
    rejected = report.totals.rejected
    leftOut = report.totals.leftOut
    octets = report.totals.bytes
    unchanged = report.unchanged
    skipped = report.skipped
    self.indexed = indexed
    interrupted = report.isInterrupted
    resumed = report.resumed
    rejections = report.rejections
  }
}

package struct DifferenceReport: Encodable {
  let same: Int
  let changed: [Pair]
  let onlyInFirst: [Item]
  let onlyInSecond: [Item]
  let unreadable: [String]

  package init(_ difference: MailDifference) {
    same = difference.same
    changed = difference.changed.map { Pair(first: Item($0.first), second: Item($0.second)) }
    onlyInFirst = difference.onlyInFirst.map(Item.init)
    onlyInSecond = difference.onlyInSecond.map(Item.init)
    unreadable = difference.unreadable
  }

  package struct Pair: Encodable {
    let first: Item
    let second: Item
  }

  package struct Item: Encodable {
    let place: String
    let date: String?
    let from: String
    let subject: String
    let sha256: String

    init(_ item: MailDifference.Item) {
      place = item.place
      date = item.date.map(utcDate)
      from = item.sender
      subject = item.subject
      sha256 = item.digest
    }
  }
}

/// The result of checking an export.
package struct ProofLine: Encodable {
  let file: String
  let whole: Bool
  let messages: Int
  let octets: Int
  let lossy: Int
  let damaged: Int
  let damage: [Damage]

  package init(_ proof: ExportProof, of file: String) {
    self.file = file
    whole = proof.isWhole
    messages = proof.messages
    octets = Int(clamping: proof.bytes)
    lossy = proof.lossy
    damaged = proof.damaged
    damage = proof.damage.map {
      Damage(message: $0.message, sha256: $0.digest, place: $0.place, reason: $0.reason)
    }
  }

  package struct Damage: Encodable {
    let message: Int64?
    let sha256: String?
    let place: String
    let reason: String
  }
}

extension RunTotals {
  /// ", 3 left out"; empty if none is.
  package var leftOutText: String { leftOut > 0 ? ", \(grouped(leftOut)) left out" : "" }
}
