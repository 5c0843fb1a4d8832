package import Archive

// JSON forms of the maintenance commands: see Schemas/Output.

package struct RunReport: Encodable {
  let id: Int64
  let command: String
  let started: String
  let finished: String?
  let outcome: String?
  let offered: Int
  let stored: Int
  let copies: Int
  let rejected: Int
  let leftOut: Int
  let octets: Int
  let rejections: [Rejection]?
  let doubtful: [Doubtful]?

  package init(
    _ run: Run, rejections: [RejectedMessage]? = nil, doubts: [DoubtfulMessage]? = nil
  ) {
    id = run.id
    command = run.command
    started = utcDate(run.started)
    finished = run.finished.map(utcDate)
    outcome = run.outcome
    offered = run.totals.offered
    stored = run.totals.stored
    copies = run.totals.copies
    rejected = run.totals.rejected
    leftOut = run.totals.leftOut
    octets = run.totals.bytes
    self.rejections = rejections?.map {
      Rejection(place: PlaceReport($0.origin), reason: $0.reason)
    }
    doubtful = doubts?.map {
      Doubtful(place: PlaceReport($0.origin), id: $0.message, reason: "\($0.doubt)")
    }
  }

  package struct Doubtful: Encodable {
    let place: PlaceReport
    let id: Int64?
    let reason: String
  }

  package struct Rejection: Encodable {
    let place: PlaceReport
    let reason: String
  }
}

package struct DeletedReport: Encodable {
  let message: MessageReport
  let eraseAfter: String

  package init(_ deleted: DeletedMessage) {
    message = MessageReport(deleted.message)
    eraseAfter = utcDate(deleted.eraseAfter)
  }
}

package struct VerifyReport: Encodable {
  let clean: Bool
  let mendable: Bool
  let messagesChecked: Int
  let contentsChecked: Int
  let octetsChecked: Int
  let damagedMessages: [Int64]
  let problems: [VerificationReport.Problem]
  let followsOlderRules: Bool
  let hasUnfinishedChange: Bool
  let indexBehind: Int64?

  package init(_ report: VerificationReport) {
    clean = report.isClean
    mendable = report.isMendable
    messagesChecked = report.messagesChecked
    contentsChecked = report.contentsChecked
    octetsChecked = report.bytesChecked
    damagedMessages = report.damagedMessages
    problems = report.problems
    followsOlderRules = report.followsOlderRules
    hasUnfinishedChange = report.hasUnfinishedChange
    indexBehind = report.indexBehind
  }
}

package struct AccountReport: Encodable {
  let name: String
  let `protocol`: String
  let host: String
  let port: UInt16
  let tls: String
  let user: String
  let onServer: String
  let enabled: Bool

  package init(_ account: AccountSettings) {
    name = account.name
    `protocol` = account.mailProtocol.rawValue
    host = account.host
    port = account.port
    tls = account.security.rawValue
    user = account.user
    onServer = account.onServer.displayText
    enabled = account.isEnabled
  }
}
