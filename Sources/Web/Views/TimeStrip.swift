import Archive
import Mail
import Presentation

/// The years of an archive: grey is all mail, blue what was found, on one scale. Each is a link.
struct TimeStrip {
  let question: Question
  let counts: Counts?

  private var bars: [Counts.Bar] {
    guard let counts else { return [] }
    return counts.months.isEmpty ? counts.years : counts.months
  }

  private static let height = 34
  /// Width of a bar with the gap behind it.
  private static let step = 16

  var html: HTML {
    let bars = bars
    guard bars.count > 1 else { return "" }
    let most = max(1, bars.map(\.all).max() ?? 1)
    let shapes: [HTML] = bars.enumerated().map { index, bar in
      shape("all", index, bar.all, most) + shape("hit", index, bar.found, most)
    }
    let links: [HTML] = bars.enumerated().map { index, bar in
      let count = counted(bar.found, "message")
      let isShown = bars.count <= 14 || index.isMultiple(of: every)
      let label: HTML =
        isShown ? "<span>\(label(bar))</span>" : "<span class=\"hide\">\(label(bar))</span>"
      return """
        <li><a href="\(question.adding("date:\(bar.period)").address)" data-period="\(bar.period)" \
        title="\(bar.period): \(count)">\(label)<span class="hide">: \(count)</span></a></li>
        """
    }
    return """
      <nav class="time" aria-label="Messages over time" data-q="\(question.text)"><svg \
      viewBox="0 0 \(bars.count * Self.step) \(Self.height)" preserveAspectRatio="none" \
      aria-hidden="true">\(shapes)</svg><ol\(five.isEmpty ? "" : " class=\"each\"" as HTML)>\(links)</ol>\
      \(five)</nav>
      """
  }

  /// For a finger on a small screen a year is too narrow: five are a link.
  private var five: HTML {
    guard bars.count > 14 else { return "" }
    let links: [HTML] = stride(from: 0, to: bars.count, by: 5).map { start in
      let group = bars[start..<min(start + 5, bars.count)]
      let (first, last) = (group.first?.period ?? "", group.last?.period ?? "")
      let count = counted(group.reduce(0) { $0 + $1.found }, "message")
      return """
        <li><a href="\(question.adding("date:\(first)..\(last)").address)"><span>\(first)</span>\
        <span class="hide"> to \(last): \(count)</span></a></li>
        """
    }
    return "<ol class=\"five\">\(links)</ol>"
  }

  private var every: Int { max(2, (bars.count + 9) / 10) }

  private func label(_ bar: Counts.Bar) -> String {
    guard bar.period.count > 4, let month = Int(bar.period.suffix(2)), 1...12 ~= month else {
      return bar.period
    }
    return CivilDate.monthNames[month - 1]
  }

  private func shape(_ name: StaticString, _ index: Int, _ count: Int, _ most: Int) -> HTML {
    guard count > 0 else { return "" }
    // Even a single message is seen.
    let tall = max(2, Self.height * count / most)
    return """
      <rect class="\(name.description)" x="\(index * Self.step + 1)" y="\(Self.height - tall)" \
      width="\(Self.step - 2)" height="\(tall)"/>
      """
  }
}
