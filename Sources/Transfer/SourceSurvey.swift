import Foundation
import Mailbox

/// How large a source is. To look at all of its files takes nearly as long as to import it again when nothing is
/// new, so that it is put off then until somebody waits.
final class SourceSurvey: @unchecked Sendable {
  private let root: String
  private let started = Date()
  private let isPutOff: Bool
  // Accessed only while `lock` is held.
  private var made: MailboxSurvey?
  private let lock = NSLock()

  init(_ root: String, isPutOff: Bool) {
    self.root = root
    self.isPutOff = isPutOff
    if !isPutOff { made = MailboxSurvey(root) }
  }

  /// Made now unless it was before.
  var now: MailboxSurvey {
    lock.withLock {
      let survey = made ?? MailboxSurvey(root)
      made = survey
      return survey
    }
  }

  /// The source as it was when the import started; nil if it has changed since, or that cannot be told.
  var ofStart: MailboxSurvey? {
    let survey = now
    // The system's times of change lag behind by some milliseconds.
    let before = Int64((started.timeIntervalSince1970 - 1) * 1e9)
    return isPutOff && survey.changed > before ? nil : survey
  }

  /// Of all files; 0 while it is not known.
  var bytes: UInt64 {
    let isKnown = lock.withLock { made != nil }
    let seconds = Date().timeIntervalSince(started)
    guard isKnown || seconds >= Limits.secondsBeforeSurvey else { return 0 }
    return now.bytes
  }
}
