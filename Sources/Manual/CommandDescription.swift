private import Foundation

/// A command as the argument parser describes it: the source of help, completions and manual pages.
package struct CommandDescription: Decodable {
  package let commandName: String
  package let abstract: String?
  let discussion: String?
  package let subcommands: [CommandDescription]?
  package let arguments: [Argument]?

  package struct Argument: Decodable {
    let kind: String
    package let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    package let names: [Name]?
    package let valueName: String?
    let defaultValue: String?
    package let abstract: String?
    let discussion: String?
    let allValues: [String]?

    package struct Name: Decodable {
      package let kind: String
      package let name: String

      package var asTyped: String { (kind == "long" ? "--" : "-") + name }
    }

    /// Every command has these; they are described once.
    package var isGeneral: Bool {
      ["help", "version"].contains { name in names?.contains { $0.name == name } == true }
    }
  }

  /// Describes the whole program, from the JSON that the argument parser itself writes.
  package init(ofProgram json: String) throws {
    struct Tool: Decodable { let command: CommandDescription }
    self = try JSONDecoder().decode(Tool.self, from: Data(json.utf8)).command
  }

  /// The discussion without its examples, a paragraph each.
  var paragraphs: [String] {
    var paragraphs: [String] = [""]
    for line in lines where !Self.isExample(line) && line != "Examples:" {
      if line.isEmpty {
        paragraphs.append("")
      } else {
        let last = paragraphs.count - 1
        paragraphs[last] += (paragraphs[last].isEmpty ? "" : " ") + line
      }
    }
    return paragraphs.filter { !$0.isEmpty }
  }

  /// Command lines that the discussion shows.
  package var examples: [String] {
    lines.filter(Self.isExample).map { line in
      let text = line.hasPrefix(Self.example) ? line.dropFirst(Self.example.count) : line[...]
      return String(text.drop { $0 == " " })
    }
  }

  private static let example = "Example: "

  private static func isExample(_ line: String) -> Bool {
    line.hasPrefix(example) || line.hasPrefix("  ")
  }

  private var lines: [String] {
    (discussion ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
