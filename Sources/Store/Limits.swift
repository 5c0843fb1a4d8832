/// All sizes and defaults of the store. Sizes are bytes, times seconds, unless said otherwise.
package enum Limits {
  // MARK: Contents

  /// Headers and texts of neighbouring messages, those that are alike side by side, are compressed
  /// together, each for themselves, up to this many plain bytes. Larger blocks save space (real
  /// mail, store in all: 1 MiB 36.3 % of the bytes, 2 MiB 34.7 %, 3 MiB 34.5 %, 4 MiB 34.4 %);
  /// smaller ones make reading one message cheaper, and a damaged block cost fewer messages.
  package static let block = 3 << 20
  /// A batch with less text than this becomes one block, compressed with a dictionary: there are
  /// too few neighbours to learn from. In larger blocks a dictionary saves less than its own size.
  package static let smallBatch = 256 << 10
  /// A part of at least this many bytes, decoded, is kept once for all messages that hold it.
  package static let sharedPart = 16 << 10
  /// A text that is not base64 gains less from being shared than from its block.
  package static let sharedText = 64 << 10
  /// Larger parts and messages are cut into stretches, so that each is read and written with
  /// bounded memory.
  package static let stretch = 4 << 20
  /// No content is larger, whatever a damaged row says.
  static let largestContent = 64 << 20
  /// A base64 text has to save something for its extra row.
  package static let shortestBase64 = 256

  // MARK: Compression

  /// Compression level. Headers and texts of real mail, in blocks of 2 MiB (zstd 1.5): level 8 25.2 % at 43 MB/s of
  /// one core, with 2⁵ places searched 25.1 % at 40; 10 25.0 % at 28; 11 24.9 % at 17.
  package static let blockLevel: Int32 = 8
  /// Logarithm of the places that are searched for what is alike.
  package static let blockSearch: Int32 = 5
  /// Large parts are mostly compressed already.
  package static let partLevel: Int32 = 6
  /// Kept as it is unless compression saves so much of it: 1/32.
  package static let leastSaving = 32
  package static let dictionary = 112 << 10
  /// Most bytes that a dictionary is trained from: zstd advises a hundred times its size; the time
  /// it takes grows with it.
  static let dictionarySamples = 6 << 20
  /// Longest stretch of one message that is a sample.
  package static let dictionarySample = 16 << 10
  /// Plain bytes that there have to be for the first dictionary.
  package static let firstDictionary = 4 << 20
  /// The next is due when the archive has grown to this many times its size then.
  package static let dictionaryGrowth = 4

  // MARK: Rows

  /// Bytes of UTF-8 kept of a subject, a sender, all recipients, a Message-ID, for lists. The
  /// whole is in the message.
  package static let subject = 500
  /// Numbers of messages of which at least one in so many is asked for are read one after the other.
  static let denseNumbers: Int64 = 4
  package static let sender = 200
  package static let recipients = 100
  package static let messageID = 998
  /// Ids kept of References: the first, which is the thread's root, and the last ones.
  package static let ancestors = 64
  /// A reply that names no message answers one of at most this many seconds before: 180 days …
  static let answerTime: Int64 = 180 * 86_400
  /// … unless more messages than these have its subject, which then says nothing.
  static let messagesOfSubject = 1_000
  /// Addresses of one message that count as correspondents: of From; of To and Cc; of Bcc.
  static let authors = 16
  static let recipientsCounted = 200
  /// Maximum bytes of an address (RFC 5321, 4.5.3.1.3) and of its owner's name.
  static let address = 254
  static let name = 100
  /// Who takes part in more than half of at least this many messages is taken for the archive's owner.
  static let messagesForOwner: Int64 = 5
  /// Bytes kept of a folder's path.
  package static let folder = 500
  /// Bytes kept of a reason for rejection.
  package static let reason = 500

  /// Bytes kept of the text of an attached document, and of its name.
  package static let attachmentText = 16 << 20
  static let attachmentName = 255

  // MARK: Times

  /// How long a removed message can be restored.
  package static let removalGrace: Int64 = 30 * 86_400
  /// How long a reader waits for the writer at the few moments that SQLite locks readers out.
  package static let busyTimeout: Double = 10

  // MARK: Verifying

  /// Rows that are looked at in one read, so that a long verification does not keep the log from
  /// being folded into the database.
  static let verifyStep = 200
  /// Bytes that a row takes at least, with what it is found by.
  static let leastRowBytes: Int64 = 16
  /// About how many contents, and messages, a quick verification looks at.
  static let sample = 500

  // MARK: Memory

  /// SQLite's page cache: the writer adds to several indexes at random places, readers look up single rows.
  static let writerCacheKiB = 24 << 10
  static let readerCacheKiB = 4 << 10
  /// Pages of 4 KiB that the log holds before it is folded into the database: the longer, the less
  /// often a page that changes again and again is written. In a large archive each message changes
  /// others, so that the log may have this share of it.
  static let logPages = 8_000
  static let logShare = 8
  package static let readers = 4
  /// Blocks that a reader keeps decompressed: for messages read in order, those of one batch.
  package static let openBlocks = 6

  /// Messages of the same size and date that are compared with one of another folder.
  static let knownElsewhere = 8
}
