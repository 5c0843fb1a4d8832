import Mail

/// Charts as SVG in the colours of the surrounding page. All text in them comes from the program
/// itself.
package enum SVGChart {
  package struct Point {
    /// "2024-05"
    let month: String
    let value: Int64
    /// The text that is shown when a pointer is over it.
    let title: String
  }

  private static let width = 920.0
  private static let height = 240.0
  private static let left = 56.0
  private static let right = 8.0
  private static let top = 10.0
  private static let bottom = 26.0

  private static var plotWidth: Double { width - left - right }
  private static var plotHeight: Double { height - top - bottom }

  // MARK: Months

  package static func bars(_ points: [Point], label: String, scale: (Int64) -> String) -> String {
    let most = ceiling(points.map(\.value).max() ?? 0)
    let step = plotWidth / Double(max(1, points.count))
    let gap = step > 6 ? step * 0.18 : step > 3 ? 0.5 : 0
    var marks = ""
    for (index, point) in points.enumerated() where point.value > 0 {
      let tall = max(1, plotHeight * Double(point.value) / Double(most))
      marks +=
        "<rect class=bar x=\(number(left + Double(index) * step + gap / 2)) "
        + "y=\(number(top + plotHeight - tall)) width=\(number(max(0.6, step - gap))) "
        + "height=\(number(tall))><title>\(point.title)</title></rect>"
    }
    return frame(points, most: most, label: label, scale: scale, marks)
  }

  package static func area(_ points: [Point], label: String, scale: (Int64) -> String) -> String {
    let most = ceiling(points.map(\.value).max() ?? 0)
    let step = plotWidth / Double(max(1, points.count - 1))
    let line = points.enumerated().map { index, point in
      let x = left + Double(index) * step
      let y = top + plotHeight * (1 - Double(point.value) / Double(most))
      return "\(number(x)),\(number(y))"
    }
    let base = number(top + plotHeight)
    let shape =
      "<polygon class=area points=\"\(number(left)),\(base) \(line.joined(separator: " ")) "
      + "\(number(left + plotWidth)),\(base)\"/>"
      + "<polyline class=line points=\"\(line.joined(separator: " "))\"/>"
    return frame(points, most: most, label: label, scale: scale, shape)
  }

  private static func frame(
    _ points: [Point], most: Int64, label: String, scale: (Int64) -> String, _ marks: String
  ) -> String {
    var grid = ""
    for quarter in 0...4 {
      let y = number(top + plotHeight * (1 - Double(quarter) / 4))
      let text = scale(most / 4 * Int64(quarter))
      grid +=
        "<line class=grid x1=\(number(left)) x2=\(number(left + plotWidth)) y1=\(y) y2=\(y) />"
        + "<text class=tick x=\(number(left - 8)) y=\(y) dy=4 text-anchor=end>\(text)</text>"
    }
    return
      "<svg viewBox=\"0 0 \(number(width)) \(number(height))\" role=img aria-label=\"\(label)\">"
      + grid + marks + years(points) + "</svg>"
  }

  /// Labels the Januaries with their years, as far as there is room.
  private static func years(_ points: [Point]) -> String {
    let step = plotWidth / Double(max(1, points.count))
    let starts = points.indices.filter { points[$0].month.hasSuffix("-01") }
    let every = max(1, Int((Double(starts.count) / 16).rounded(.up)))
    guard starts.count > 1 else {
      // For less than two years, label months instead.
      let every = max(1, points.count / 8)
      return points.indices.filter { $0.isMultiple(of: every) }.map { index in
        tick(points[index].month, at: left + Double(index) * step)
      }.joined()
    }
    return starts.filter { (Int(points[$0].month.prefix(4)) ?? 0).isMultiple(of: every) }
      .map { tick(String(points[$0].month.prefix(4)), at: left + Double($0) * step) }.joined()
  }

  private static func tick(_ text: String, at x: Double) -> String {
    "<text class=tick x=\(number(x)) y=\(number(height - 8))>\(text)</text>"
  }

  // MARK: Hours of the week

  package static func heatMap(_ hours: [Int]) -> String {
    let cell = (width - left - right) / 24
    let tall = 24.0
    let most = Double(hours.max() ?? 0)
    var marks = ""
    for (row, day) in CivilDate.weekdayNames.enumerated() {
      let y = Double(row) * tall
      marks +=
        "<text class=tick x=\(number(left - 8)) y=\(number(y + 16)) text-anchor=end>\(day)</text>"
      for hour in 0..<24 {
        // The counts begin on Sunday, the chart on Monday.
        let count = hours[(row + 1) % 7 * 24 + hour]
        let strength = most > 0 ? (Double(count) / most).squareRoot() : 0
        marks +=
          "<rect class=cell x=\(number(left + Double(hour) * cell + 1)) y=\(number(y + 1)) "
          + "width=\(number(cell - 2)) height=\(number(tall - 2)) rx=3 "
          + "fill-opacity=\(hundredths(0.06 + 0.94 * strength))>"
          + "<title>\(day) \(hour):00, \(grouped(count)) messages</title></rect>"
      }
    }
    for hour in stride(from: 0, to: 24, by: 3) {
      marks +=
        "<text class=tick x=\(number(left + Double(hour) * cell + 2)) y=\(number(7 * tall + 16))>"
        + "\(hour):00</text>"
    }
    return "<svg viewBox=\"0 0 \(number(width)) \(number(7 * tall + 22))\" role=img "
      + "aria-label=\"Messages by hour of the week\">\(marks)</svg>"
  }

  // MARK: Numbers

  /// The next number whose quarter is a round number.
  package static func ceiling(_ value: Int64) -> Int64 {
    var power: Int64 = 1
    while power < 1 << 56 {
      for factor in [1, 2, 3, 4, 5, 6, 8] as [Int64] where power * factor * 4 >= value {
        return power * factor * 4
      }
      power *= 10
    }
    return power
  }

  private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
  private static func hundredths(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
