package import Archive
import Text

/// Statistics for a terminal: tables and bars that fit its width.
package struct StatisticsText {
  package let statistics: MailStatistics
  package let attachments: AttachmentState
  package let decryption: DecryptionState
  package let style: Style
  package let columns: Int

  package init(
    statistics: MailStatistics, attachments: AttachmentState, decryption: DecryptionState,
    style: Style, columns: Int
  ) {
    self.statistics = statistics
    self.attachments = attachments
    self.decryption = decryption
    self.style = style
    self.columns = columns
  }

  package var lines: [String] {
    guard statistics.messages > 0 else { return ["The archive is empty."] }
    return overview + storage + years + growth
      + table(
        "Correspondents", statistics.senders.map { ($0.name, $0.messages, $0.bytes) },
        rest: statistics.rest.senders)
      + table(
        "Mailing lists", statistics.lists.map { ($0.value, $0.count, nil) },
        rest: statistics.rest.lists)
      + table(
        "Attachments", statistics.types.map { ($0.value, $0.count, nil) },
        rest: statistics.rest.types)
      + largest
  }

  private var overview: [String] {
    let (first, last) = (day(statistics.first), day(statistics.last))
    let count = counted(statistics.messages, "message")
    let lines =
      wrapped(
        "\(count) (\(humanSize(Int(clamping: statistics.bytes)))) in "
          + "\(counted(statistics.threads, "thread")), \(first) to \(last)", to: columns)
      + wrapped(
        "\(grouped(statistics.withAttachment)) with attachments, "
          + "\(grouped(statistics.fromLists)) from mailing lists", to: columns)
      + attachmentTexts + encryption
    return lines.enumerated().map { index, line in
      index == 0 && line.hasPrefix(count)
        ? style.bold(count) + line.dropFirst(count.count) : line
    }
  }

  private var attachmentTexts: [String] {
    let read = attachments.outcomes.displayText
    let left = attachments.messagesNotRead
    return (read.isEmpty ? [] : wrapped("Attached documents: \(read)", to: columns))
      + (left == 0
        ? []
        : wrapped("The attachments of \(counted(left, "message")) are not read yet", to: columns))
  }

  private var encryption: [String] {
    let tried = decryption.outcomes.displayText
    let left = decryption.untried
    return (tried.isEmpty ? [] : wrapped("Encrypted messages: \(tried)", to: columns))
      + (left == 0 ? [] : wrapped("Not decrypted: \(counted(left, "message"))", to: columns))
  }

  // MARK: Disk space

  private var storage: [String] {
    let storage = statistics.storage
    var rows: [(String, Int64, String)] = [
      ("As received", statistics.bytes, ""),
      ("Attachments stored decoded", -storage.savedByDecoding, ""),
      ("The same part stored once", -storage.savedBySharing, ""),
      ("Compressed", -storage.savedByCompression, ""),
      ("Stored", storage.kept, "\(percent(storage.kept, of: statistics.bytes)) of that size"),
      ("The store's file", storage.storeFile, "with tables and free pages"),
      ("The index", storage.indexFiles, "can be rebuilt"),
    ]
    if statistics.copies > 0 {
      rows.append(
        (
          "Not stored again", statistics.copiedBytes,
          "\(grouped(statistics.copies)) messages that were offered again"
        ))
    }
    return heading("Disk space")
      + rows.filter { $0.1 != 0 }.map { name, bytes, remark in
        let size = humanSize(Int(clamping: bytes.magnitude))
        let sign = bytes < 0 ? "−" : ""
        let line = "  " + padded(name, to: 26) + padded(sign + size, to: 9, alignedRight: true)
        return remark.isEmpty || columns - 39 < Self.shortestRemark
          ? line : line + "  " + style.dim(truncated(remark, to: columns - 39))
      }
  }

  private static let shortestRemark = 12

  // MARK: Years

  private var years: [String] {
    let counts = Dictionary(
      statistics.months.map { ($0.name, $0.messages) }, uniquingKeysWith: { $0 + $1 })
    let years = statistics.shownYears
    let mostInYear = years.map(\.messages).max() ?? 0
    let showsMonths = columns >= 60
    // Year, months, count, size and the gaps between them; the bar gets the rest.
    let width = max(6, columns - (showsMonths ? 2 + 4 + 2 + 12 : 2 + 4) - 2 - 10 - 9)
    var lines: [String] = []
    var isGap = false
    for year in years {
      guard year.messages > 0 else {
        if !isGap { lines.append("     ⋮") }
        isGap = true
        continue
      }
      isGap = false
      let months = (1...12).map { counts["\(year.name)-\($0 < 10 ? "0" : "")\($0)"] ?? 0 }
      let line = BarChart.sparkline(months)
      let bar = BarChart.bar(Double(year.messages) / Double(max(1, mostInYear)), width: width)
      lines.append(
        "  \(year.name)  " + (showsMonths ? style.dim(line) + "  " : "")
          + style.bar(padded(bar, to: width))
          + padded(grouped(year.messages), to: 10, alignedRight: true)
          + padded(humanSize(Int(clamping: year.bytes)), to: 9, alignedRight: true))
    }
    let remark = statistics.notShownRemark.map { wrapped("  \($0)", to: columns, prefix: "  ") }
    return heading(showsMonths ? "By year (and month, January to December)" : "By year") + lines
      + (remark ?? [])
  }

  /// Mail that arrived in the archive recently.
  private var growth: [String] {
    let latest = statistics.storedMonths.suffix(Self.growthMonths)
    guard statistics.storedMonths.count > 1 else { return [] }
    let most = latest.map(\.messages).max() ?? 0
    let width = max(6, columns - 2 - 7 - 2 - 10 - 9)
    return heading("Stored here, by month")
      + latest.map { month in
        "  \(month.name)  "
          + style.bar(
            padded(
              BarChart.bar(Double(month.messages) / Double(max(1, most)), width: width), to: width))
          + padded(grouped(month.messages), to: 10, alignedRight: true)
          + padded(humanSize(Int(clamping: month.bytes)), to: 9, alignedRight: true)
      }
  }

  private static let growthMonths = 12

  // MARK: Tables

  private func table(
    _ title: String, _ rows: [(name: String, count: Int, bytes: Int64?)], rest: Int
  ) -> [String] {
    guard !rows.isEmpty else { return [] }
    let most = rows.map(\.count).max() ?? 1
    let sizes = rows.contains { $0.bytes != nil } ? 9 : 0
    let name = max(12, min(44, (columns - 12 - sizes) * 3 / 5))
    let width = max(4, columns - 2 - name - 2 - 10 - sizes)
    return heading(title)
      + rows.map { row in
        let bar = BarChart.bar(Double(row.count) / Double(max(1, most)), width: width)
        return "  \(padded(terminalSafe(row.name), to: name))  " + style.bar(padded(bar, to: width))
          + padded(grouped(row.count), to: 10, alignedRight: true)
          + (row.bytes.map {
            padded(humanSize(Int(clamping: $0)), to: 9, alignedRight: true)
          } ?? "")
      } + (rest > 0 ? [truncated("  \(grouped(rest)) more are not shown", to: columns)] : [])
  }

  private var largest: [String] {
    guard !statistics.largest.isEmpty else { return [] }
    return heading("Largest messages")
      + statistics.largest.map { message in
        let head =
          padded(humanSize(message.size), to: 9, alignedRight: true) + "  "
          + padded(String(message.id), to: 7, alignedRight: true) + "  "
          + localDate(message.date, format: "%Y-%m-%d") + "  "
        return truncated(
          head + terminalSafe(message.shortSender + ": " + message.shownSubject), to: columns)
      }
  }

  private func heading(_ title: String) -> [String] { ["", style.bold(title)] }
}
