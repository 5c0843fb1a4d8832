package import Archive
import Mail
import Mailbox
import Text

/// What became of messages that were to be printed.
package struct PrintReport: Sendable {
  package var messages = 0
  /// Those that are damaged, with the reason; the document says so in their place.
  package var damaged: [(message: Int64, reason: String)] = []
}

extension MailArchive {
  /// Prints messages to a new PDF file, in the order of their dates: a first page that says what it is and
  /// lists them, then each with its header fields, the list of its files and its SHA-256, and the number of
  /// each page.
  ///
  /// - Parameters:
  ///   - heading: what the messages are: a query, or the subject of a conversation.
  ///   - progress: called before each message with the number of those before.
  ///   - isInterrupted: called between messages; true ends it, and there is no file.
  /// - Throws: `configuration` if there are too many; `notFound` if any browser is missing; `fileSystem`,
  ///   `alreadyThere`, `interrupted`.
  package func printPDF(
    of ids: [Int64], heading: String, to path: String, progress: (Int) -> Void = { _ in },
    isInterrupted: () -> Bool = { false }
  ) throws(ArchiveError) -> PrintReport {
    do {
      guard ids.count <= Limits.printedMessages else { throw Self.tooMuch("messages") }
      let printer = try PDFPrinter.found(for: path)
      let file = try FileWriter(path)
      let summaries = try ids.map { try message($0).summary }.sorted { $0.date < $1.date }
      var report = PrintReport()
      var document = Self.front(heading, summaries)
      for (index, summary) in summaries.enumerated() {
        progress(index)
        if isInterrupted() {
          throw ArchiveError(.interrupted, "print to \(path)", why: "stopped on request")
        }
        document += try section(summary, index + 1, &report)
        guard document.utf8.count <= Limits.printedDocumentBytes else {
          throw Self.tooMuch("bytes")
        }
      }
      let printed = try printer.print(
        SafeHTML.document(document, title: heading, style: Self.style), numbersPages: true,
        seconds: Limits.printSeconds + ids.count / Limits.messagesPrintedPerSecond)
      try file.write(printed.span)
      try file.publish()
      return report
    } catch { throw ArchiveError(any: error) }
  }

  private static func tooMuch(_ what: String) -> ArchiveError {
    ArchiveError(
      .configuration, "print to PDF",
      why: what == "messages"
        ? "these are more than \(grouped(Limits.printedMessages)) messages"
        : "the messages are too large for one document",
      remedy: "Print fewer at once, such as those of one year, or export them in another form.")
  }

  private func section(
    _ summary: MessageSummary, _ number: Int, _ report: inout PrintReport
  ) throws -> String {
    let content: String
    do {
      content = try printable(summary.id)
      report.messages += 1
    } catch {
      let failure = ArchiveError(any: error)
      guard failure.code == .damaged else { throw error }
      report.damaged.append((summary.id, failure.why))
      content =
        "<p><b>Message \(summary.id) is damaged in the archive and cannot be shown.</b></p>"
    }
    return """
      <section><p class="n">\(number) &middot; message \(summary.id) &middot; SHA-256 \
      <code>\(summary.sha256)</code></p>\(content)</section>
      """
  }

  private static func front(_ heading: String, _ messages: [MessageSummary]) -> String {
    let rows = messages.enumerated().map { index, message in
      "<tr><td>\(index + 1)</td><td>\(localDate(message.date))</td>"
        + "<td>\(htmlEscaped(message.shortSender))</td>"
        + "<td>\(htmlEscaped(message.shownSubject))</td></tr>"
    }
    return """
      <h1>\(htmlEscaped(heading))</h1><p>\(counted(messages.count, "message")), printed \
      \(localDate(currentTime())) from a Mailcask archive. The SHA-256 above each message is that of its \
      bytes as they were received; an export in mbox or .eml form has these bytes.</p>
      <table class="list"><thead><tr><th></th><th>Date</th><th>From</th><th>Subject</th></tr></thead>
      <tbody>\(rows.joined())</tbody></table>
      """
  }

  private static let style = """
    @page{size:A4;margin:18mm 16mm 20mm;@bottom-right{content:counter(page) " / " counter(pages);\
    font:9pt sans-serif}}body{font:11pt/1.45 sans-serif;overflow-wrap:anywhere;color:#000}\
    section{break-before:page}img{max-width:100%;height:auto}pre{font:inherit;white-space:pre-wrap}\
    table{border-collapse:collapse}.list{width:100%;font-size:9pt}.list td,.list th{text-align:left;\
    vertical-align:top;padding:3px 8px 3px 0;border-bottom:1px solid #ccc}\
    .n{font-size:8pt;color:#333;margin:0 0 8px}
    """
}
