import Mail
import Testing

@testable import Search

/// Random queries over made messages against a matcher that knows nothing of indexes.
@Suite struct ReferenceTests {
  private struct Message {
    var id: Int64
    var subject: [String]
    var body: [String]
    var sender: String
    var date: Int64
    var trace: String { "from \(body.first ?? "").example.org by mx" }
  }

  /// Words that are no forms of each other, the first ones the commonest.
  private static let words = [
    "bridge", "copper", "dragon", "engine", "forest", "garden", "hammer", "island", "jungle",
    "kettle", "bücher", "lemon", "buecher", "bucher", "marble", "needle", "orange", "pepper",
    "quartz", "ribbon", "silver",
    "tunnel", "velvet", "window", "yellow", "zebra",
  ]

  /// `bücher` folds to `bucher` and is also written `buecher`.
  private static func spellings(_ word: String) -> [String] {
    word.contains("ü") ? [word.replacing("ü", with: "u"), word.replacing("ü", with: "ue")] : [word]
  }

  private static func are(_ first: String, _ second: String, _ isSo: (String, String) -> Bool)
    -> Bool
  {
    spellings(first).contains { one in spellings(second).contains { isSo(one, $0) } }
  }

  private static func same(_ first: String, _ second: String) -> Bool { are(first, second, ==) }

  private static func text(_ count: Int, _ generator: inout SplitMix) -> [String] {
    (0..<count).map { _ in
      let first = Int.random(in: 0..<words.count, using: &generator)
      return words[min(first, Int.random(in: 0..<words.count, using: &generator))]
    }
  }

  private indirect enum Query {
    case word(String)
    case phrase([String])
    case subject(String)
    case from(String)
    case after(Int64)
    case between(Int64, Int64)
    case prefix(String)
    case wildcard(String, String)
    /// These two are told by the messages themselves.
    case subjectLike(String)
    case trace(String)
    case near(String, String, Int)
    case and([Query])
    case or([Query])
    case not(Query)

    var text: String {
      switch self {
      case .word(let word): word
      case .phrase(let words): "\"\(words.joined(separator: " "))\""
      case .subject(let word): "subject:\(word)"
      case .from(let name): "from:\(name)"
      case .after(let date): "date:@\(date).."
      case .between(let first, let last): "date:@\(first)..@\(last)"
      case .prefix(let prefix): "\(prefix)*"
      case .wildcard(let prefix, let suffix): "\(prefix)*\(suffix)"
      case .subjectLike(let word): "subject:/\(word)$/"
      case .trace(let word): "header:Received=\(word).example.org"
      case .near(let first, let second, let words): "\(first) NEAR/\(words) \(second)"
      case .and(let parts): "(" + parts.map(\.text).joined(separator: " ") + ")"
      case .or(let parts): "(" + parts.map(\.text).joined(separator: " OR ") + ")"
      case .not(let part): "-" + part.text
      }
    }

    func matches(_ message: Message) -> Bool {
      let fields = [message.subject, message.body, [message.sender]]
      return switch self {
      case .word(let word): fields.contains { $0.contains { same($0, word) } }
      case .phrase(let words):
        fields.contains { field in
          field.indices.contains { field[$0...].starts(with: words, by: same) }
        }
      case .subject(let word): message.subject.contains { same($0, word) }
      case .from(let name): message.sender == name
      case .after(let date): message.date >= date
      case .between(let first, let last): message.date >= first && message.date <= last
      case .wildcard(let prefix, let suffix):
        fields.contains {
          $0.contains {
            are($0, prefix + "*" + suffix) { word, pattern in
              let ends = pattern.split(separator: "*")
              return word.count >= pattern.count - 1 && word.hasPrefix(ends[0])
                && word.hasSuffix(ends[1])
            }
          }
        }
      case .subjectLike(let word):
        message.subject.last.map { spellings($0)[0] } == spellings(word)[0]
      case .trace(let word): message.body.first.map { same($0, word) } ?? false
      case .prefix(let prefix):
        fields.contains {
          $0.contains { are($0, prefix) { word, prefix in word.hasPrefix(prefix) } }
        }
      case .near(let first, let second, let words):
        fields.contains { field in
          field.indices.contains { one in
            same(field[one], first)
              && field.indices.contains { other in
                other != one && same(field[other], second) && abs(other - one) <= words
              }
          }
        }
      case .and(let parts): parts.allSatisfy { $0.matches(message) }
      case .or(let parts): parts.contains { $0.matches(message) }
      case .not(let part): !part.matches(message)
      }
    }
  }

  private static func query(depth: Int, _ generator: inout SplitMix) -> Query {
    func word() -> String { words.randomElement(using: &generator) ?? "" }
    switch Int.random(in: 0..<(depth > 0 ? 18 : 13), using: &generator) {
    case 0, 1: return .word(word())
    case 2: return .phrase([word(), word()])
    case 3: return .phrase([words[0], words[1], words[2]])
    case 4: return .subject(word())
    case 5: return .from("sender\(Int.random(in: 0..<5, using: &generator))")
    case 6: return .after(Int64.random(in: 0..<10_000, using: &generator))
    case 7: return .prefix(String(word().prefix(Int.random(in: 1...3, using: &generator))))
    case 8: return .near(word(), words[1], Int.random(in: 1...4, using: &generator))
    case 9:
      let first = Int64.random(in: 0..<10_000, using: &generator)
      return .between(first, first + 3_000)
    case 10:
      let whole = word()
      return .wildcard(String(whole.prefix(1)), String(whole.suffix(2)))
    case 11: return .subjectLike(word())
    case 12: return .trace(word())
    case 13, 14, 15:
      let count = Int.random(in: 2...3, using: &generator)
      return .and((0..<count).map { _ in query(depth: depth - 1, &generator) })
    case 16: return .or((0..<2).map { _ in query(depth: depth - 1, &generator) })
    default: return .not(query(depth: depth - 1, &generator))
    }
  }

  @Test func randomQueriesFindWhatANaiveMatcherFinds() throws {
    var generator = SplitMix(seed: 20)
    let messages = (1...2_000).map { number in
      Message(
        id: Int64(number), subject: Self.text(3, &generator),
        body: Self.text(Int.random(in: 1...30, using: &generator), &generator),
        sender: "sender\(number % 5)", date: Int64.random(in: 0..<10_000, using: &generator))
    }
    let index = try TestIndex(
      messages.map { message in
        IndexDocument(
          message.id, message.body.joined(separator: ", "),
          subject: message.subject.joined(separator: " "), date: message.date
        ).with {
          $0.addresses = [.init(role: .from, name: message.sender, mailbox: "")]
          $0.headers = [.init(name: "Received", value: message.trace)]
        }
      })
    let reader = try index.reader()
    // So few that each way to fill a page is taken.
    let paging = try index.reader()
    (paging.fewPhraseCandidates, paging.firstPhraseCandidates) = (2, 4)
    paging.phraseCandidates = 30
    (paging.manyDocuments, paging.sampleDocuments) = (1_000, 100)
    var nonEmpty = 0
    for _ in 0..<300 {
      let query = Self.query(depth: 3, &generator)
      let tree = try QueryParser.parse(query.text, .test)
      func headerText(_ hit: SearchAnswer.Hit, _ target: HeaderFilter.Target) -> [String] {
        let message = messages[Int(hit.id) - 1]
        return target == .header("Received")
          ? [message.trace] : [message.subject.joined(separator: " ")]
      }
      let answer = try reader.search(tree, TestIndex.all, headerText: headerText)
      let expected = messages.filter(query.matches)
      #expect(Set(answer.hits.map(\.id)) == Set(expected.map(\.id)), "\(query.text)")
      #expect(answer.total == .exactly(expected.count), "\(query.text)")
      if !expected.isEmpty { nonEmpty += 1 }
      var request = SearchOptions()
      (request.limit, request.offset) = (5, Int.random(in: 0...3, using: &generator))
      let page = try paging.search(tree, request, headerText: headerText)
      let newest = expected.sorted { ($1.date, $1.id) < ($0.date, $0.id) }
      #expect(
        page.hits.map(\.id) == newest.dropFirst(request.offset).prefix(5).map(\.id), "\(query.text)"
      )
      switch page.total {
      case .exactly(let count): #expect(count == expected.count, "\(query.text)")
      case .atLeast(let count):
        #expect(count >= page.hits.count && count <= expected.count, "\(query.text)")
      }
    }
    #expect(nonEmpty > 150)
  }
}
