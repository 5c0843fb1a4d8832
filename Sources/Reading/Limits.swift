/// Every limit of reading what is in stored messages, in one place.
enum Limits {
  /// Maximum size of a message that is read whole for indexing, in bytes. One is read at a time.
  static let bytesIndexedWhole = 48 << 20
  /// Number of bytes that are parsed from the beginning of a larger message …
  static let skeletonStart = 8 << 20
  /// … then after each line that may begin a part …
  static let skeletonPart = 256 << 10
  /// … and, roughly, in all.
  static let skeleton = 16 << 20
  /// Attached documents that are read and committed together: at most this many, …
  static let documentsPerCommit = 64
  /// … until they have this many bytes, or messages this many attachments, known ones included.
  static let documentBytesPerCommit = 8 << 20
  static let attachmentsPerCommit = 1_000
  /// Messages that are looked through for documents at once.
  static let messagesLookedThrough = 100
  /// Messages that are decrypted and committed together: at most this many, or this many bytes …
  static let decryptionsPerCommit = 64
  static let decryptedBytesPerCommit = 16 << 20
  /// … or what was decrypted in this many seconds.
  static let secondsPerCommit = 5.0
  /// Encrypted messages that are listed at once.
  static let encryptedListed = 1_000
  /// Seconds until a message is tried again in the background whose key is missing or locked, doubled each
  /// time, and at most.
  static let firstRetry: Int64 = 3_600
  static let lastRetry: Int64 = 7 * 86_400
  /// Effort of compressing what was decrypted.
  static let level: Int32 = 12
  static let search: Int32 = 0
}
