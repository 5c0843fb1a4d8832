/// The largest of many messages, of equal ones those that came first.
struct LargestMessages {
  private let limit: Int
  /// Those that may be among them; all of the largest are.
  private var candidates: [(message: Int64, size: Int64)] = []
  /// What is smaller is not among them.
  private var bound = Int64.min

  private static let fewest = 2_000

  /// - Parameter limit: maximum number of messages.
  init(limit: Int) { self.limit = max(0, limit) }

  mutating func add(_ message: Int64, _ size: Int64) {
    guard size >= bound else { return }
    candidates.append((message, size))
    // Sorted anew seldom, however many there are.
    guard candidates.count / 2 >= limit, candidates.count >= Self.fewest else { return }
    candidates = Array(sorted.prefix(limit))
    bound = candidates.last?.size ?? .max
  }

  /// The largest first.
  var messages: [Int64] { sorted.prefix(limit).map(\.message) }

  private var sorted: [(message: Int64, size: Int64)] {
    candidates.sorted { ($1.size, $0.message) < ($0.size, $1.message) }
  }
}
