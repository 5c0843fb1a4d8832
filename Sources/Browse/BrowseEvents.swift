import Archive
import Mail

/// A request for results.
struct BrowseRequest: Equatable, Sendable {
  /// Where the cursor goes when the results are new.
  enum Place: Equatable, Sendable {
    case top
    /// To the message that it was on or, if that is gone, to the same row.
    case message(Int64?, row: Int)
  }

  /// Increases with each new list, so that late results can be recognised.
  var generation = 0
  /// The query as typed.
  var query = ""
  /// The last word may be incomplete.
  var completes = false
  var threads = false
  var order = SearchOptions.Order.newest
  var rows = 0..<ResultWindow.pageRows
  var place = Place.top

  /// The query that is searched. While a query is being typed, its last word may be incomplete; the
  /// word itself is searched as well, because that also finds its other forms.
  var wholeQuery: String {
    guard completes, let word = unfinishedWord else { return query }
    return query.dropLast(word.count) + "(\(word) OR \(word)*)"
  }

  /// A plain word at the end, in a script that separates words with blanks. Too many words begin
  /// with the same two letters, so it must have at least three.
  var unfinishedWord: Substring? {
    let word = query.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
    let isPlain = word.unicodeScalars.allSatisfy {
      $0.value < 0x530 && $0.properties.isAlphabetic || ("0"..."9").contains($0)
    }
    let isQuoted = !query.count { $0 == "\"" }.isMultiple(of: 2)
    guard word.count > 2, isPlain, !isQuoted, !["AND", "NOT"].contains(word) else { return nil }
    return word
  }
}

extension SearchOptions.Order {
  var next: Self {
    switch self {
    case .newest: .oldest
    case .oldest: .relevance
    case .relevance: .newest
    }
  }
}

/// The results of a request.
struct BrowseResult: Equatable, Sendable {
  var rows: [BrowseRow]
  var total: Int
  var totalIsExact = true
  /// Number of messages if `total` counts conversations.
  var messages: Int?
}

/// Why something cannot be done, for people; for a query also which of its characters are the
/// cause.
struct BrowseFailure: Error, Equatable, Sendable {
  var text: String
  var mistake: Range<Int>?
}

/// The messages that an action applies to.
enum BrowseMessages: Equatable, Sendable {
  case these([Int64])
  case marked(BrowseMarks)
  /// All messages that a query finds.
  case found(String)
}

/// Events that the reader handles.
enum BrowseEvent: Sendable {
  case key(Key)
  case resized(Size)
  case found(BrowseRequest, Result<BrowseResult, BrowseFailure>)
  case message(Int64, Result<BrowseMessage, BrowseFailure>)
  case header(Int64, Result<[DecodedField], BrowseFailure>)
  /// The text of a file of a message, by its number.
  case fileText(Int64, Int, Result<String, BrowseFailure>)
  /// The thread that contains this message.
  case thread(Int64, Result<[ThreadLine], BrowseFailure>)
  /// The archive's change counter.
  case revision(Int64)
  /// The progress of a long job.
  case progress(String)
  /// The end of a job.
  case finished(Result<String, BrowseFailure>)
  /// A text for the status line.
  case notice(Result<String, BrowseFailure>)
}

/// Actions that the reader requests. It does not wait for them: their results arrive as events.
enum BrowseEffect: Equatable, Sendable {
  case search(BrowseRequest)
  /// Explain why a query finds nothing.
  case explain(String)
  case load(Int64)
  /// Load the message with the other form of its body.
  case loadForm(Int64, BodyForms.Form)
  case loadHeader(Int64)
  case loadThread(of: Int64)
  /// The text of one file, counted from 1.
  case loadFileText(Int64, file: Int)
  case tag(BrowseMessages, String)
  case export(BrowseMessages, path: String)
  /// One file, counted from 1, or all.
  case save(Int64, file: Int?, directory: String)
  case openInBrowser(Int64)
  /// Stop the running export.
  case stopJob
  case redraw, suspend, quit
}
