import Archive

/// What a page of results shows: the query and how its results are listed. Every state is an address.
struct Question: Sendable, Equatable {
  var text = ""
  var order = SearchOptions.Order.newest
  /// One row for each conversation.
  var threads = false
  /// Results before the first that is shown.
  var start = 0
  /// Whether the text that was found is shown of all results.
  var allSnippets = false

  init() {}

  init(_ fields: Fields) {
    text = fields["q"] ?? ""
    order = fields["sort"].flatMap(SearchOptions.Order.init) ?? .newest
    threads = fields["view"] == "conversations"
    start = min(max(0, fields["from"].flatMap { Int($0) } ?? 0), Int(Int32.max))
    allSnippets = fields["snippets"] == "all"
  }

  /// The address of the list.
  var address: Address { fields(of: Address("/")).with("from", start) }

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
    return question
  }

  /// The same with one more condition.
  func adding(_ clause: String) -> Question {
    asking(text.isEmpty ? clause : "\(text) \(clause)")
  }

  func from(_ start: Int) -> Question {
    var question = self
    question.start = max(0, start)
    return question
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
