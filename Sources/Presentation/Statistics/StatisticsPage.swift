package import Archive
private import Glibc
import Text

/// Statistics as one self-contained HTML page: charts are SVG, and nothing is loaded or run.
package struct StatisticsPage {
  private let statistics: MailStatistics
  private let archive: String
  private let version: String

  package init(_ statistics: MailStatistics, archive: String, version: String) {
    self.statistics = statistics
    self.archive = archive
    self.version = version
  }

  package var html: String {
    let today = localDate(Int64(time(nil)), format: "%Y-%m-%d")
    let body =
      statistics.messages == 0
      ? section("Nothing here yet", "<p class=note>The archive is empty.</p>")
      : numbers + room + months + grid
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy"
       content="default-src 'none'; style-src 'unsafe-inline'">
      <title>Mail in \(escaped(archive))</title>
      <style>\(StatisticsStyle.css)</style>
      </head>
      <body>
      <main>
      <header><h1>Mail in <span>\(escaped(archive))</span></h1><p>\(today)</p></header>
      \(body)
      <footer>Made by Mailcask \(version). Dates are the messages’ own; hours are the \
      senders’.</footer>
      </main>
      </body>
      </html>

      """
  }

  // MARK: Numbers at the top

  private var numbers: String {
    let (first, last) = (day(statistics.first), day(statistics.last))
    let cards = [
      (grouped(statistics.messages), "messages"),
      (size(statistics.bytes), "as received"),
      (
        percent(statistics.storage.kept, of: statistics.bytes),
        "on the disk: \(size(statistics.storage.kept))"
      ),
      (grouped(statistics.threads), "threads"),
      (grouped(statistics.withAttachment), "with attachments"),
      ("\(first.prefix(4))–\(last.prefix(4))", "from \(first) to \(last)"),
    ]
    return "<div class=cards>"
      + cards.map { "<div class=card><b>\($0.0)</b><span>\($0.1)</span></div>" }.joined() + "</div>"
  }

  // MARK: Disk space

  private var room: String {
    let storage = statistics.storage
    let parts: [(name: String, bytes: Int64, tone: String)] = [
      ("stored on the disk", storage.kept, "kept"),
      ("saved by compression", storage.savedByCompression, "squeezed"),
      ("saved by storing the same part once", storage.savedBySharing, "shared"),
      ("saved by decoding attachments", storage.savedByDecoding, "decoded"),
    ].filter { $0.bytes > 0 }
    let whole = max(1, parts.reduce(0) { $0 + $1.bytes })
    let bar = parts.map {
      "<i class=\($0.tone) style=\"flex-grow:\($0.bytes)\" "
        + "title=\"\($0.name): \(size($0.bytes))\"></i>"
    }.joined()
    let legend = parts.map {
      "<li><i class=\($0.tone)></i>\($0.name)<b>\(size($0.bytes)) · "
        + "\(percent($0.bytes, of: whole))</b></li>"
    }.joined()
    let copies =
      statistics.copies == 0
      ? ""
      : "<p class=note>\(grouped(statistics.copies)) messages (\(size(statistics.copiedBytes))) "
        + "were offered again and not stored twice.</p>"
    return section(
      "Disk space",
      "<div class=stack>\(bar)</div><ul class=legend>\(legend)</ul>\(copies)"
        + "<p class=note>The store’s file takes \(size(storage.storeFile)), the search index "
        + "\(size(storage.indexFiles)).</p>")
  }

  // MARK: Time

  private var months: String {
    let shown = statistics.shownMonths
    let bars = shown.map {
      SVGChart.Point(
        month: $0.name, value: Int64($0.messages),
        title: "\($0.name): \(grouped($0.messages)) messages, \(size($0.bytes))")
    }
    var sum: Int64 = 0
    let growth = shown.map { month in
      sum += month.bytes
      return SVGChart.Point(month: month.name, value: sum, title: "")
    }
    let remark = statistics.notShownRemark.map { "<p class=note>\($0).</p>" } ?? ""
    return section(
      "Messages by month",
      SVGChart.bars(bars, label: "Messages by month") { grouped(Int($0)) } + remark)
      + section(
        "Growth",
        SVGChart.area(growth, label: "Size of all mail up to each month") { size($0) })
      + section("When mail is written", SVGChart.heatMap(statistics.hours))
  }

  // MARK: Lists

  private var grid: String {
    let people = statistics.senders.map { ($0.name, $0.messages, size($0.bytes)) }
    let lists = statistics.lists.map { ($0.value, $0.count, "") }
    let types = statistics.types.map { ($0.value, $0.count, "") }
    let rest = statistics.rest
    return "<div class=grid>" + ranking("Correspondents", people, rest.senders)
      + ranking("Mailing lists", lists, rest.lists) + ranking("Attachments", types, rest.types)
      + largest + "</div>"
  }

  private func ranking(
    _ title: String, _ rows: [(name: String, count: Int, more: String)], _ rest: Int
  ) -> String {
    guard !rows.isEmpty else { return "" }
    let most = max(1, rows.map(\.count).max() ?? 1)
    let lines = rows.map { row in
      "<li title=\"\(row.more)\"><span>\(escaped(row.name))</span><b>\(grouped(row.count))</b>"
        + "<i style=\"width:\(max(1, row.count * 100 / most))%\"></i></li>"
    }
    let more = rest > 0 ? "<p class=note>\(grouped(rest)) more are not shown.</p>" : ""
    return section(title, "<ol class=rank>\(lines.joined())</ol>" + more)
  }

  private var largest: String {
    let rows = statistics.largest.map { message in
      "<tr><td class=size>\(size(Int64(message.size)))</td><td>"
        + "<b>\(escaped(message.shownSubject))</b><span>\(escaped(message.shortSender)), "
        + "\(localDate(message.date, format: "%Y-%m-%d")), number \(message.id)</span></td></tr>"
    }
    return section("Largest messages", "<table>\(rows.joined())</table>")
  }

  // MARK: Text

  private func section(_ title: String, _ content: String) -> String {
    "<section><h2>\(title)</h2>\(content)</section>\n"
  }

  private func size(_ bytes: Int64) -> String { humanSize(Int(clamping: bytes)) }

  /// Escapes text from messages.
  private func escaped(_ text: String) -> String { htmlEscaped(terminalSafe(text)) }
}
