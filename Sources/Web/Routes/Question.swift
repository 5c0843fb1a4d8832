import Archive
import HTTPServing

/// What a page of results shows: the query and how its results are listed. Every state is an address.
struct Question: Sendable, Equatable {
  var text = ""
  var order = SearchOptions.Order.newest
  /// One row for each conversation.
  var threads = false
  /// Results before the first that is shown.
  var start = 0
  /// Where the page begins, so that it need not be counted to; nil: it is.
  var cursor: Cursor?
  /// Whether the text that was found is shown of all results.
  var allSnippets = false

  /// A place in a list by date: it stays where it is when mail arrives, and is found as fast as the first.
  struct Cursor: Sendable, Equatable {
    /// That of the last row before, in seconds since 1970.
    var date: Int64
    /// Rows of this date that come before.
    var skipped: Int

    /// - Parameter text: "1709802000.2".
    init?(_ text: String) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, let date = Int64(parts[0]), let skipped = Int(parts[1]),
        0...Int(Int32.max) ~= skipped
      else { return nil }
      self.date = date
      self.skipped = skipped
    }

    init(date: Int64, skipped: Int) {
      self.date = date
      self.skipped = skipped
    }

    var text: String { "\(date).\(skipped)" }
  }

  init() {}

  init(_ fields: Fields) {
    text = fields["q"] ?? ""
    order = fields["sort"].flatMap(SearchOptions.Order.init) ?? .newest
    threads = fields["view"] == "conversations"
    start = min(max(0, fields["from"].flatMap { Int($0) } ?? 0), Int(Int32.max))
    cursor = fields["after"].flatMap(Cursor.init)
    allSnippets = fields["snippets"] == "all"
  }

  /// The address of the list.
  var address: Address {
    fields(of: Address("/")).with("from", start).with("after", cursor?.text)
  }

  /// Another page that keeps the question.
  func address(_ path: String) -> Address { fields(of: Address(path)) }

  private func fields(of address: Address) -> Address {
    address.with("q", text).with("sort", order.rawValue, unless: "newest")
      .with("view", threads ? "conversations" : nil)
  }

  func asking(_ text: String) -> Question {
    var question = self
    question.text = text
    question.start = 0
    question.cursor = nil
    return question
  }

  /// The same with one more condition.
  func adding(_ clause: String) -> Question {
    asking(text.isEmpty ? clause : "\(text) \(clause)")
  }

  func from(_ start: Int) -> Question {
    var question = self
    question.start = max(0, start)
    question.cursor = nil
    return question
  }

  /// The page behind these rows.
  func behind(_ dates: [Int64]) -> Question {
    var question = from(start.addingReportingOverflow(dates.count).partialValue)
    guard isByDate, let last = dates.last else { return question }
    var skipped = dates.reversed().prefix { $0 == last }.count
    // All of one second, as those before.
    if skipped == dates.count, let cursor, cursor.date == last { skipped += cursor.skipped }
    question.cursor = Cursor(date: last, skipped: skipped)
    return question
  }

  /// The rows stand in the order of their dates; a conversation has several.
  private var isByDate: Bool { !threads && order != .relevance }

  /// What the archive is asked for.
  var options: SearchOptions {
    var options = SearchOptions()
    options.order = order
    options.threads = threads
    options.offset = start
    options.limit = Limits.rows
    if isByDate, let cursor {
      options.dates = order == .oldest ? cursor.date...Int64.max : Int64.min...cursor.date
      options.offset = cursor.skipped
    }
    return options
  }

  func sorted(_ order: SearchOptions.Order) -> Question {
    var question = from(0)
    question.order = order
    return question
  }

  func asThreads(_ threads: Bool) -> Question {
    var question = from(0)
    question.threads = threads
    return question
  }

  /// The value of a field as the query language takes it: in quotation marks unless it is one word.
  static func quoted(_ value: String) -> String {
    let isWord =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "@.-_/+".unicodeScalars.contains($0)
      }
    return isWord ? value : "\"\(value.filter { $0 != "\"" })\""
  }
}
