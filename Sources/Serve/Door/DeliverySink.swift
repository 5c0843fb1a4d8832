package import Archive
package import SMTP
import Transfer

/// What arrives by LMTP is delivered to the archive as by `mailcask deliver`.
package struct DeliverySink: MessageSink {
  private let folder: IncomingFolder

  /// - Throws: `fileSystem`.
  package init(_ location: ArchiveLocation) throws(ArchiveError) {
    folder = IncomingFolder(to: location)
    try folder.prepare()
  }

  package func begin(
    from sender: String, to recipients: [String]
  ) throws -> any ArrivingMessage {
    Arriving(try folder.begin(from: sender, to: recipients))
  }

  private final class Arriving: ArrivingMessage {
    private let file: DeliveredFile

    init(_ file: DeliveredFile) { self.file = file }

    func append(_ bytes: ArraySlice<UInt8>) throws { try file.append(bytes.span) }
    func commit() throws { try file.commit() }
  }
}
