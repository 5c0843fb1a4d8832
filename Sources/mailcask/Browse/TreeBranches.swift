/// The lines that show who answers whom, for messages in the order of the tree.
enum TreeBranches {
  /// - Parameter depths: 0 for a message that answers none; deeper by one at most than the one before.
  static func lines(depths: [Int]) -> [String] {
    var lines: [String] = []
    /// For each depth, whether a message further down is at it, under the same one.
    var goesOn: [Bool] = []
    for depth in depths.reversed() {
      let depth = max(0, min(depth, deepest))
      var line = ""
      for level in 0..<depth where level > 0 {
        line += goesOn.indices.contains(level) && goesOn[level] ? "│ " : "  "
      }
      if depth > 0 {
        line += goesOn.indices.contains(depth) && goesOn[depth] ? "├─" : "└─"
      }
      lines.append(line)
      if goesOn.count > depth + 1 { goesOn.removeLast(goesOn.count - depth - 1) }
      while goesOn.count <= depth { goesOn.append(false) }
      goesOn[depth] = true
    }
    return lines.reversed()
  }

  /// More would fill the screen with lines.
  private static let deepest = 20
}
