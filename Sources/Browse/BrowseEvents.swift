import Archive
import Mail

/// Which results are asked for.
struct BrowseRequest: Equatable, Sendable {
  /// Where the cursor goes when the results are new.
  enum Place: Equatable, Sendable {
    case top
    /// To the message that it was on, or failing that to its row.
    case message(Int64?, row: Int)
  }

  /// Higher for each new list, so that results that come late are known as such.
  var generation = 0
  /// As it was typed.
  var query = ""
  /// The last word may go on.
  var completes = false
  var threads = false
  var order = SearchOptions.Order.newest
  var rows = 0..<ResultWindow.pageRows
  var place = Place.top

  /// What is searched for. While a query is being typed its last word may be the beginning of one; the
  /// word itself is looked for as well, as that finds its other forms too.
  var wholeQuery: String {
    guard completes, let word = unfinishedWord else { return query }
    return query.dropLast(word.count) + "(\(word) OR \(word)*)"
  }

  /// A plain word at the end, in a script whose words have blanks between them. One of two letters
  /// begins too many.
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

/// What was found for a request.
struct BrowseResult: Equatable, Sendable {
  var rows: [BrowseRow]
  var total: Int
  var totalIsExact = true
}

/// Why something cannot be done, for people; for a query also which of its characters are why.
struct BrowseFailure: Error, Equatable, Sendable {
  var text: String
  var mistake: Range<Int>?
}

/// Messages that something is done with.
enum BrowseMessages: Equatable, Sendable {
  case these([Int64])
  /// All that a query finds.
  case found(String)
}

/// What happens to the reader.
enum BrowseEvent: Sendable {
  case key(Key)
  case resized(Size)
  case found(BrowseRequest, Result<BrowseResult, BrowseFailure>)
  case message(Int64, Result<BrowseMessage, BrowseFailure>)
  case header(Int64, Result<[DecodedField], BrowseFailure>)
  /// Of the thread that this message is in.
  case thread(Int64, Result<[ThreadLine], BrowseFailure>)
  /// The archive's count of changes.
  case revision(Int64)
  /// What a job that takes time is at.
  case progress(String)
  /// A job's end.
  case finished(Result<String, BrowseFailure>)
  /// A text for the status line.
  case notice(Result<String, BrowseFailure>)
}

/// What the reader wants done. None of it is waited for: what comes of it is an event.
enum BrowseEffect: Equatable, Sendable {
  case search(BrowseRequest)
  /// Explain why a query finds nothing.
  case explain(String)
  case load(Int64)
  /// The same in the other form of its body.
  case loadForm(Int64, MessageView.Forms.Form)
  case loadHeader(Int64)
  case loadThread(of: Int64)
  case tag([Int64], String)
  case export(BrowseMessages, path: String)
  /// One file, counted from 1, or all.
  case save(Int64, file: Int?, directory: String)
  case openInBrowser(Int64)
  /// Stop the export that is under way.
  case stopJob
  case redraw, suspend, quit
}
