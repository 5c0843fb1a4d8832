import ArgumentParser
private import Foundation

/// A command as the argument parser describes it: the source of help, completions and manual pages.
struct CommandDescription: Decodable {
  let commandName: String
  let abstract: String?
  let discussion: String?
  let subcommands: [CommandDescription]?
  let arguments: [Argument]?

  struct Argument: Decodable {
    let kind: String
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let abstract: String?
    let discussion: String?
    let allValues: [String]?

    struct Name: Decodable {
      let kind: String
      let name: String

      var asTyped: String { (kind == "long" ? "--" : "-") + name }
    }

    /// Every command has these; they are described once.
    var isGeneral: Bool {
      ["help", "version"].contains { name in names?.contains { $0.name == name } == true }
    }
  }

  /// Describes the whole program, from the JSON that the parser itself writes.
  static func ofProgram() throws -> CommandDescription {
    struct Tool: Decodable { let command: CommandDescription }
    return try JSONDecoder().decode(Tool.self, from: Data(Mailcask._dumpHelp().utf8)).command
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
  var examples: [String] {
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
