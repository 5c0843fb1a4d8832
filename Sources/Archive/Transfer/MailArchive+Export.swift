import Digests
import Glibc
import Mailbox
import Store

/// What an export came to.
public struct ExportReport: Equatable, Sendable {
  public var messages = 0
  public var octets = 0
  /// Messages that the format cannot give back byte for byte, by number.
  public var lossy: [Int64] = []
}

extension MailArchive {
  /// Writes messages as one mbox (mboxrd), in the order given. The file appears under its name only
  /// when it is complete; an existing one is never overwritten.
  ///
  /// - Parameter file: "-" is standard output.
  public func exportMbox(_ ids: [Int64], to file: String) throws(ArchiveError) -> ExportReport {
    do {
      let sink: any ByteSink =
        file == "-"
        ? DescriptorSink(STDOUT_FILENO, name: "standard output") : try FileWriter(file)
      let writer = MboxWriter(sink)
      var report = ExportReport()
      for start in stride(from: 0, to: ids.count, by: Limits.summariesAtOnce) {
        let page = ids[start..<min(start + Limits.summariesAtOnce, ids.count)]
        for summary in try store.summaries(of: Array(page)) {
          let bytes = try store.octets(of: summary.id)
          let entry = try writer.write(
            OutgoingMessage(bytes: bytes, envelope: MboxEnvelope(summary)))
          report.messages += 1
          report.octets += bytes.count
          if entry.lossy { report.lossy.append(summary.id) }
        }
      }
      try writer.finish()
      return report
    } catch { throw ArchiveError(any: error) }
  }
}

extension MboxEnvelope {
  /// The sender's address from "Name <address>", and the date.
  init(_ summary: MessageSummary) {
    let address = summary.sender.split(separator: "<").last?.prefix { $0 != ">" } ?? ""
    self.init(sender: String(address), date: summary.date)
  }
}
