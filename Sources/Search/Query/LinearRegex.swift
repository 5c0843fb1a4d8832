import Bytes

/// A regular expression that takes time linear in the text, whatever the pattern: all ways to
/// match are followed at once (Thompson's construction). Case and diacritics are ignored.
///
/// Known: `.` `[a-z]` `[^a]` `[[:alpha:]]` `\d \w \s \D \W \S` `\t \n \r` `^` `$` `\b \B` `( )` `|`
/// `*` `+` `?` `{2,5}`.
struct LinearRegex {
  struct Malformed: Error { var reason: String }

  private enum Step {
    case any
    case set(Set)
    case begin, end
    /// Between a character of a word and another, or not.
    case boundary(Bool)
    /// Goes on at both.
    case fork(Int, Int)
    case jump(Int)
    case matched
  }

  private struct Set {
    var ranges: [ClosedRange<UInt32>]
    var negated = false
    func contains(_ scalar: UInt32) -> Bool {
      ranges.contains { $0.contains(scalar) } != negated
    }

    /// The only character in it, if that is ASCII.
    var single: UInt8? {
      guard ranges.count == 1, !negated, ranges[0].count == 1 else { return nil }
      return UInt8(exactly: ranges[0].lowerBound).flatMap { $0 < 0x80 ? $0 : nil }
    }

    static let digit = Set(ranges: [0x30...0x39])
    static let word = Set(ranges: [0x30...0x39, 0x5F...0x5F, 0x61...0x7A, 0xAA...0x10_FFFF])
    static let space = Set(ranges: [0x09...0x0D, 0x20...0x20, 0xA0...0xA0])
    /// POSIX's classes, of folded text.
    static let named: [String: Set] = [
      "alpha": Set(ranges: [0x61...0x7A, 0xAA...0x10_FFFF]), "digit": digit, "space": space,
      "lower": Set(ranges: [0x61...0x7A, 0xAA...0x10_FFFF]),
      "upper": Set(ranges: [0x61...0x7A, 0xAA...0x10_FFFF]),
      "alnum": Set(ranges: [0x30...0x39, 0x61...0x7A, 0xAA...0x10_FFFF]),
      "punct": Set(ranges: [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
      "xdigit": Set(ranges: [0x30...0x39, 0x61...0x66]),
      "blank": Set(ranges: [0x09...0x09, 0x20...0x20]),
    ]
  }

  private indirect enum Node {
    case empty, any, begin, end
    case boundary(Bool)
    case set(Set)
    case sequence([Node])
    case either(Node, Node)
    case times(Node, Int, Int?)

    /// The longest ASCII text that each match has in any case, and whether that is all of the pattern.
    var literal: (text: [UInt8], isAll: Bool) {
      var longest: [UInt8] = []
      var run: [UInt8] = []
      var isAll = true
      func visit(_ node: Node) {
        switch node {
        case .sequence(let nodes): nodes.forEach(visit)
        case .set(let set) where set.single != nil: run.append(set.single ?? 0)
        default:
          isAll = false
          run = []
        }
        if run.count > longest.count { longest = run }
      }
      visit(self)
      return (longest, isAll && !longest.isEmpty)
    }
  }

  private var steps: [Step] = []
  /// Nodes compiled, repeated ones each time: those without steps cost time, too.
  private var visits = 0
  /// ASCII in lower case that each match has, and whether to have it is to match.
  private var literal: [UInt8] = []
  private var isLiteral = false
  private static let stepLimit = 5_000

  init(_ pattern: String) throws(Malformed) {
    (literal, isLiteral) = try compile(pattern).literal
  }

  /// Whether it is one, for who does not match with it yet.
  static func check(_ pattern: String) throws(Malformed) {
    var regex = LinearRegex()
    _ = try regex.compile(pattern)
  }

  private init() {}

  private mutating func compile(_ pattern: String) throws(Malformed) -> Node {
    var parser = Parser(text: pattern.unicodeScalars.map(\.value))
    let node = try parser.alternatives(depth: 0)
    guard parser.at == parser.text.count else { throw Malformed(reason: "\")\" closes nothing") }
    try compile(node)
    steps.append(.matched)
    return node
  }

  /// As that of a string of these bytes: UTF-8.
  func matches(_ text: Span<UInt8>) -> Bool {
    // Of ASCII, only letters fold to something else, each to one byte.
    if !literal.isEmpty, text.isASCII {
      guard text.contains(lowercase: literal) else { return false }
      if isLiteral { return true }
    }
    return matches(unsafe text.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) })
  }

  /// Whether it matches anywhere in the text.
  func matches(_ text: String) -> Bool {
    let scalars = Folding.string(text).unicodeScalars.map(\.value)
    var current = Threads(count: steps.count)
    var next = Threads(count: steps.count)
    var edge = Edge(scalars, at: 0)
    for position in 0...scalars.count {
      // A match may begin at any position.
      if follow(0, edge, &current) { return true }
      guard position < scalars.count else { break }
      edge = Edge(scalars, at: position + 1)
      next.removeAll()
      for index in current.list where accepts(steps[index], scalars[position]) {
        if follow(index + 1, edge, &next) { return true }
      }
      swap(&current, &next)
    }
    return false
  }

  /// What is true between two characters.
  private struct Edge {
    let begin: Bool
    let end: Bool
    let isBoundary: Bool
    init(_ text: [UInt32], at position: Int) {
      begin = position == 0
      end = position == text.count
      let before = !begin && Set.word.contains(text[position - 1])
      let after = !end && Set.word.contains(text[position])
      isBoundary = before != after
    }
  }

  private struct Threads {
    var list: [Int] = []
    private var member: [Bool]
    init(count: Int) { member = Array(repeating: false, count: count) }
    mutating func insert(_ step: Int) -> Bool {
      guard !member[step] else { return false }
      member[step] = true
      list.append(step)
      return true
    }
    mutating func removeAll() {
      for step in list { member[step] = false }
      list.removeAll(keepingCapacity: true)
    }
  }

  private func accepts(_ step: Step, _ scalar: UInt32) -> Bool {
    switch step {
    case .any: true
    case .set(let set): set.contains(scalar)
    default: false
    }
  }

  /// Adds a step and all that it leads to without reading; true when that is a match.
  private func follow(_ step: Int, _ edge: Edge, _ threads: inout Threads) -> Bool {
    var pending = [step]
    while let step = pending.popLast() {
      guard threads.insert(step) else { continue }
      switch steps[step] {
      case .matched: return true
      case .jump(let target): pending.append(target)
      case .fork(let first, let second): pending += [second, first]
      case .begin: if edge.begin { pending.append(step + 1) }
      case .end: if edge.end { pending.append(step + 1) }
      case .boundary(let wanted): if edge.isBoundary == wanted { pending.append(step + 1) }
      case .any, .set: break
      }
    }
    return false
  }

  // MARK: Compiling

  private mutating func compile(_ node: Node) throws(Malformed) {
    visits += 1
    guard visits < Self.stepLimit else { throw Malformed(reason: "it is too large") }
    switch node {
    case .empty: break
    case .any: steps.append(.any)
    case .begin: steps.append(.begin)
    case .end: steps.append(.end)
    case .boundary(let wanted): steps.append(.boundary(wanted))
    case .set(let set): steps.append(.set(set))
    case .sequence(let nodes): for each in nodes { try compile(each) }
    case .either(let first, let second):
      let fork = steps.count
      steps.append(.jump(0))
      try compile(first)
      let jump = steps.count
      steps.append(.jump(0))
      steps[fork] = .fork(fork + 1, steps.count)
      try compile(second)
      steps[jump] = .jump(steps.count)
    case .times(let node, let low, let high):
      for _ in 0..<low { try compile(node) }
      guard let high else {
        let fork = steps.count
        steps.append(.jump(0))
        try compile(node)
        steps.append(.jump(fork))
        steps[fork] = .fork(fork + 1, steps.count)
        return
      }
      for _ in low..<max(low, high) {
        let fork = steps.count
        steps.append(.jump(0))
        try compile(node)
        steps[fork] = .fork(fork + 1, steps.count)
      }
    }
  }

  // MARK: Parsing

  private struct Parser {
    var text: [UInt32]
    var at = 0

    private static func code(_ character: Unicode.Scalar) -> UInt32 { character.value }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard at < text.count, text[at] == character.value else { return false }
      at += 1
      return true
    }

    mutating func alternatives(depth: Int) throws(Malformed) -> Node {
      guard depth < 50 else { throw Malformed(reason: "too many groups inside each other") }
      var node = try sequence(depth: depth)
      while take("|") { node = .either(node, try sequence(depth: depth)) }
      return node
    }

    private mutating func sequence(depth: Int) throws(Malformed) -> Node {
      var nodes: [Node] = []
      while at < text.count, text[at] != Self.code("|"), text[at] != Self.code(")") {
        nodes.append(try repeated(try atom(depth: depth)))
      }
      return nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func repeated(_ atom: Node) throws(Malformed) -> Node {
      var node = atom
      while true {
        if take("*") {
          node = .times(node, 0, nil)
        } else if take("+") {
          node = .times(node, 1, nil)
        } else if take("?") {
          node = .times(node, 0, 1)
        } else if let (low, high) = try counts() {
          node = .times(node, low, high)
        } else {
          return node
        }
      }
    }

    /// `{2}`, `{2,}`, `{2,5}`.
    private mutating func counts() throws(Malformed) -> (Int, Int?)? {
      guard take("{") else { return nil }
      let low = number()
      let comma = take(",")
      let high = comma ? number() : low
      guard let low, take("}"), low <= 1_000, (high ?? low) >= low, (high ?? 0) <= 1_000 else {
        throw Malformed(reason: "\"{\" takes one or two numbers, as in {2,5}")
      }
      return (low, comma ? high : low)
    }

    private mutating func number() -> Int? {
      var value: Int?
      while at < text.count, 0x30...0x39 ~= text[at], value ?? 0 < 10_000 {
        value = (value ?? 0) * 10 + Int(text[at]) - 0x30
        at += 1
      }
      return value
    }

    private mutating func atom(depth: Int) throws(Malformed) -> Node {
      if take("(") {
        if take("?") { guard take(":") else { throw Malformed(reason: "\"(?\" is not known") } }
        let node = try alternatives(depth: depth + 1)
        guard take(")") else { throw Malformed(reason: "\"(\" is not closed") }
        return node
      }
      if take(".") { return .any }
      if take("^") { return .begin }
      if take("$") { return .end }
      if take("[") { return .set(try set()) }
      if take("\\") {
        if take("b") { return .boundary(true) }
        return take("B") ? .boundary(false) : .set(try escaped())
      }
      let scalar = text[at]
      guard !"*+?".unicodeScalars.contains(where: { $0.value == scalar }) else {
        throw Malformed(reason: "nothing to repeat")
      }
      at += 1
      return .sequence(Self.folded(scalar).map { .set(Set(ranges: [$0...$0])) })
    }

    private static func folded(_ scalar: UInt32) -> [UInt32] {
      guard let known = Unicode.Scalar(scalar) else { return [scalar] }
      return Folding.string(String(known)).unicodeScalars.map(\.value)
    }

    /// What stands for a class, or for the character itself.
    private mutating func escaped() throws(Malformed) -> Set {
      guard at < text.count else { throw Malformed(reason: "\"\\\" ends it") }
      let scalar = text[at]
      at += 1
      var set: Set
      switch scalar {
      case Self.code("d"), Self.code("D"): set = .digit
      case Self.code("w"), Self.code("W"): set = .word
      case Self.code("s"), Self.code("S"): set = .space
      case Self.code("t"): return Set(ranges: [0x09...0x09])
      case Self.code("n"): return Set(ranges: [0x0A...0x0A])
      case Self.code("r"): return Set(ranges: [0x0D...0x0D])
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
        let name = Unicode.Scalar(scalar).map(String.init) ?? ""
        throw Malformed(reason: "\"\\\(name)\" is not known")
      default:
        let first = Self.folded(scalar).first ?? scalar
        return Set(ranges: [first...first])
      }
      set.negated = scalar & 0x20 == 0
      return set
    }

    /// `[:alpha:]`, inside brackets.
    private mutating func namedClass() throws(Malformed) -> Set? {
      guard at + 1 < text.count, text[at] == Self.code("["), text[at + 1] == Self.code(":") else {
        return nil
      }
      let letters = text[(at + 2)...].prefix { 0x61...0x7A ~= $0 }
      let name = String(String.UnicodeScalarView(letters.compactMap(Unicode.Scalar.init)))
      at = letters.endIndex
      guard let named = Set.named[name], take(":"), take("]") else {
        throw Malformed(reason: "\"[:\(name)\" is not known")
      }
      return named
    }

    private mutating func set() throws(Malformed) -> Set {
      var set = Set(ranges: [], negated: take("^"))
      while at < text.count, text[at] != Self.code("]") || set.ranges.isEmpty {
        if take("\\") {
          let escaped = try escaped()
          guard !escaped.negated else { throw Malformed(reason: "\"[\\D]\" is not known") }
          set.ranges += escaped.ranges
          continue
        }
        if let named = try namedClass() {
          set.ranges += named.ranges
          continue
        }
        let low = Self.folded(text[at]).first ?? text[at]
        at += 1
        if at + 1 < text.count, text[at] == Self.code("-"), text[at + 1] != Self.code("]") {
          let high = Self.folded(text[at + 1]).first ?? text[at + 1]
          guard low <= high else { throw Malformed(reason: "a range in [ ] runs backwards") }
          at += 2
          set.ranges.append(low...high)
        } else {
          set.ranges.append(low...low)
        }
      }
      guard take("]") else { throw Malformed(reason: "\"[\" is not closed") }
      return set
    }
  }
}

extension Span<UInt8> {
  fileprivate var isASCII: Bool {
    var all: UInt8 = 0
    for index in indices { all |= self[index] }
    return all < 0x80
  }

  /// - Parameter text: ASCII in lower case, not empty.
  fileprivate func contains(lowercase text: [UInt8]) -> Bool {
    guard count >= text.count else { return false }
    for start in 0...(count - text.count) {
      var length = 0
      while length < text.count, Byte.lowercased(self[start + length]) == text[length] {
        length += 1
      }
      if length == text.count { return true }
    }
    return false
  }
}
