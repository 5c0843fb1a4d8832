import Mail

/// REFERENCES: messages and those that they name, joined to trees.
struct ThreadForest {
  private struct Container {
    /// Place in `messages`; nil for one that is only named.
    var message: Int?
    var parent: Int?
    var children: [Int] = []
  }

  private let messages: [MailThreads.Message]
  private var containers: [Container] = []
  /// The tree that each belongs to, as in a union-find.
  private var trees: [Int] = []
  private var places: [Int64: Int] = [:]

  init(_ messages: [MailThreads.Message]) {
    self.messages = messages
    // Of equal ids the first has it.
    for (place, message) in messages.enumerated() {
      let container = add(message: place)
      if let id = message.identifier, places[id] == nil { places[id] = container }
    }
    // What a message says of its own parent counts more than what others say.
    for (place, message) in messages.enumerated() {
      if let parent = message.ancestors.last { link(place, under: container(of: parent)) }
    }
    for message in messages {
      for (parent, child) in zip(message.ancestors, message.ancestors.dropFirst()) {
        link(container(of: child), under: container(of: parent))
      }
    }
  }

  private mutating func add(message: Int?) -> Int {
    containers.append(Container(message: message))
    trees.append(trees.count)
    return containers.count - 1
  }

  private mutating func container(of id: Int64) -> Int {
    if let place = places[id] { return place }
    let place = add(message: nil)
    places[id] = place
    return place
  }

  private mutating func tree(of place: Int) -> Int {
    var root = place
    while trees[root] != root { root = trees[root] }
    var place = place
    while trees[place] != root { (trees[place], place) = (root, trees[place]) }
    return root
  }

  /// Unless it has a parent, or would become its own.
  private mutating func link(_ child: Int, under parent: Int) {
    guard containers[child].parent == nil, tree(of: parent) != tree(of: child) else { return }
    containers[child].parent = parent
    containers[parent].children.append(child)
    trees[tree(of: child)] = tree(of: parent)
  }

  // MARK: Trees

  mutating func threads() -> [MailThreads.Node] {
    var roots: [Int] = []
    for place in containers.indices where containers[place].parent == nil { roots += pruned(place) }
    roots = joinedBySubject(roots)
    let dates = latestDates()
    return roots.sorted { dates[$0] < dates[$1] }.map { node($0, dates, depth: 0) }
  }

  /// Those of a root that are here: a message that is only named stands for its answers if there are several.
  private mutating func pruned(_ root: Int) -> [Int] {
    var order: [Int] = []
    var open = [root]
    while let place = open.popLast() {
      order.append(place)
      open += containers[place].children
    }
    for place in order.reversed() {
      containers[place].children = containers[place].children.flatMap { child in
        containers[child].message == nil ? containers[child].children : [child]
      }
    }
    guard containers[root].message == nil else { return [root] }
    let children = containers[root].children
    guard children.count < 2 else { return [root] }
    for child in children { containers[child].parent = nil }
    return children
  }

  private func first(_ root: Int) -> MailThreads.Message? {
    let place =
      containers[root].message
      ?? containers[root].children.first.flatMap {
        containers[$0].message
      }
    return place.map { messages[$0] }
  }

  /// RFC 5256 section 4, step 5.
  private mutating func joinedBySubject(_ roots: [Int]) -> [Int] {
    var table: [String: Int] = [:]
    for root in roots {
      guard let subject = first(root)?.subject, !subject.base.isEmpty else { continue }
      guard let known = table[subject.base] else {
        table[subject.base] = root
        continue
      }
      let isNamedOnly = containers[root].message == nil && containers[known].message != nil
      let isOriginal = !subject.isReply && (first(known)?.subject.isReply ?? false)
      if isNamedOnly || isOriginal { table[subject.base] = root }
    }
    var joined: [Int] = []
    for root in roots {
      guard let subject = first(root)?.subject, !subject.base.isEmpty,
        let known = table[subject.base], known != root
      else {
        joined.append(root)
        continue
      }
      join(root, known, isReply: subject.isReply, subject.base, &table, &joined)
    }
    // One that was put below another is no root any more.
    return joined.filter { containers[$0].parent == nil }
  }

  private mutating func join(
    _ root: Int, _ known: Int, isReply: Bool, _ subject: String, _ table: inout [String: Int],
    _ joined: inout [Int]
  ) {
    let (isEmpty, knownIsEmpty) = (
      containers[root].message == nil, containers[known].message == nil
    )
    if knownIsEmpty {
      let added = isEmpty ? containers[root].children : [root]
      for child in added { containers[child].parent = known }
      containers[known].children += added
      if isEmpty { containers[root].parent = known }
    } else if isReply, !(first(known)?.subject.isReply ?? false) {
      containers[root].parent = known
      containers[known].children.append(root)
    } else {
      let both = add(message: nil)
      containers[both].children = [known, root]
      containers[known].parent = both
      containers[root].parent = both
      table[subject] = both
      joined.append(both)
    }
  }

  /// The date that each is sorted by: its own, or that of its first answer.
  private func latestDates() -> [Int64] {
    var dates = containers.map { container in container.message.map { messages[$0].date } ?? .max }
    for (place, container) in containers.enumerated() where container.message == nil {
      dates[place] =
        container.children.compactMap { containers[$0].message.map { messages[$0].date } }.min()
        ?? .max
    }
    return dates
  }

  private func node(_ place: Int, _ dates: [Int64], depth: Int) -> MailThreads.Node {
    var node = MailThreads.Node(index: containers[place].message.map { messages[$0].index })
    let children = containers[place].children.sorted { dates[$0] < dates[$1] }
    guard depth < MailThreads.deepest else {
      var open = children
      while let next = open.popLast() {
        if let message = containers[next].message {
          node.children.append(MailThreads.Node(index: messages[message].index))
        }
        open += containers[next].children
      }
      return node
    }
    node.children = children.map { self.node($0, dates, depth: depth + 1) }
    return node
  }
}
