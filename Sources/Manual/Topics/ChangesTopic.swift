extension Topic {
  /// What changed in each version: the change log, which is part of the program.
  package static var changes: Topic {
    var blocks: [Block] = []
    var text: [String] = []
    func end() {
      if !text.isEmpty { blocks.append(.paragraph(text.joined(separator: " "))) }
      text = []
    }
    for line in String(decoding: PackageResources.CHANGELOG_md, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("## ") {
        end()
        blocks.append(.heading(String(line.dropFirst(3))))
      } else if line.hasPrefix("* ") || line.isEmpty {
        end()
        if !line.isEmpty { text.append("* " + line.dropFirst(2)) }
      } else if !line.hasPrefix("#") {
        text.append(String(line.drop { $0 == " " }))
      }
    }
    end()
    return Topic(
      name: "changes", page: ("mailcask-changes", 7), abstract: "What changed in each version.",
      blocks: blocks)
  }
}
