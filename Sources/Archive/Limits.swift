/// Every limit and default of the archive as a whole, in one place.
package enum Limits {
  /// Bytes of raw mail that may wait between reader, workers and writer: what bounds memory.
  package static let bytesInFlight = 4 << 20
  /// Messages that may wait, for mailboxes of tiny messages.
  package static let messagesInFlight = 2_000
  /// What is compressed and committed together ends at this many bytes of raw mail: the more there
  /// is, the more of it is alike …
  package static let bytesPerCommit = 14 << 20
  /// … or at this many where a thread has nothing to do: only the first batches of a run, unless its mail
  /// comes slowly, because all threads are busy after that …
  package static let bytesForIdleThread = 4 << 20
  /// … or at this many messages: enough that a sync costs little per message …
  package static let messagesPerCommit = 2_000
  /// … or after this long, so that a slow server's mail is safe soon.
  package static let secondsPerCommit = 1.0
  /// Rows of a list that are in memory at once.
  package static let summariesAtOnce = 500
  /// … where the messages themselves are read for it: what is packed together is unpacked once.
  package static let messagesAtOnce = 20_000
  /// Bytes of messages that are read from the store at once, unless one has more.
  package static let bytesReadAtOnce = 1 << 20
  /// Changes that the index takes in before it looks whether to commit.
  package static let changesAtOnce = 500
  /// Indexing more changes than this is announced first.
  package static let changesWithoutNotice: Int64 = 1_000
  /// More messages than this, if they are also half of what the index holds, are indexed by rebuilding
  /// it: 2,000 messages of real mail in a third of the time on two cores.
  package static let messagesForBuilding: Int64 = 500
  /// Number of portions for each thread that builds the index, so that all end together.
  package static let portionsPerThread = 4
  /// Messages wait so long to be the first in an empty index.
  package static let secondsBeforeFirstMessages = 0.8
  /// Seconds that taking in mail waits in the end for a search that writes the index.
  package static let secondsForOtherIndexer = 10.0
  /// Seconds from one look to the next whether another process still writes the index.
  static let secondsBetweenLooks = 0.1
  /// Messages that are read again by newer rules in one transaction.
  package static let messagesReadAgain = 1_000
  /// Messages that a thread takes at once while the index is made.
  package static let messagesPerPage = 100
  /// The index commits after this many messages …
  package static let messagesPerIndexCommit = 2_000
  /// … or when it has been busy for this long: new mail can be found soon, and a crash costs little.
  package static let secondsPerIndexCommit = 5.0
  /// Messages with attachments not read yet that a search counts.
  static let unreadCounted = 1_000
  /// Seconds that smime_password_command may take, and bytes that it may print.
  static let passphraseCommandSeconds = 60.0
  static let passphraseBytes = 4 << 10
  /// Places of backups that are remembered.
  static let backupsRemembered = 100
  /// Bytes of the file with them.
  static let backupListBytes = 1 << 20
  /// Bytes of the list of trusted archives.
  static let trustListBytes = 1 << 20
  /// Lines of a message that are compared with another's.
  package static let linesCompared = 5_000
  /// Bytes that a server's notes may take in a header.
  static let notesBytes = 16 << 10
  /// Messages that a verification names as missing in the index, or too many there.
  package static let indexProblems = 100
  /// Seconds of processor time that reading the index may take for a verification, however small it is …
  static let secondsForInspection = 10.0
  /// … plus one second for each of this many bytes, a hundredth of the usual speed.
  static let bytesInspectedPerSecond = 1e6
  /// How much of the index, and of lists, `verify` compares with the messages: this many blocks of this many
  /// messages, or everything if there is no more.
  static let blocksInspected = 4
  static let blockInspected = 64

  /// Others each time, so that many verifications see all.
  static func inspected<Element>(of all: [Element]) -> [Element] {
    guard all.count > blocksInspected * blockInspected else { return all }
    return (0..<blocksInspected).flatMap { _ in
      let start = Int.random(in: 0...all.count - blockInspected)
      return all[start..<start + blockInspected]
    }
  }
  /// Addresses that a completion gives.
  package static let completions = 20
  /// The newest messages whose senders' names are looked at for a completion.
  static let completionMessages = 200
  /// Free bytes of the disk below which nothing should be fetched, and below which to warn.
  package static let leastFreeBytes: Int64 = 100_000_000
  package static let fewFreeBytes: Int64 = 1_000_000_000
  /// A clock before this time (2026-01-01), in seconds since 1970, is wrong.
  package static let earliestTime: Int64 = 1_767_225_600
  /// Seconds that clocks may differ.
  package static let clockTolerance: Int64 = 300
}
