import Errors
private import TOMLKit
import Text

/// One TOML table, read strictly: every key known, every value of its kind, every complaint with
/// file and line.
struct SettingsTable {
  /// "accounts.work", or "" for the file itself.
  let path: String
  /// Which of several tables with one heading, from 0.
  private let occurrence: Int
  private let table: TOMLTable
  private let source: ConfigurationSource

  private init(
    path: String, occurrence: Int = 0, table: TOMLTable, source: ConfigurationSource
  ) {
    self.path = path
    self.occurrence = occurrence
    self.table = table
    self.source = source
  }

  static func root(of source: ConfigurationSource) throws(ArchiveError) -> SettingsTable {
    do {
      return SettingsTable(path: "", table: try TOMLTable(string: source.text), source: source)
    } catch let error as TOMLParseError {
      throw source.mistake(line: error.source.begin.line, why: error.description)
    } catch {
      throw source.mistake(line: 1, why: "it is not TOML: \(error)")
    }
  }

  var names: [String] { table.keys.sorted() }

  /// Notes keys that are not among `known`, with the nearest one that is.
  func check(against known: [String]) {
    for name in names where !known.contains(name) {
      let longer = known.filter { $0.hasPrefix(name + "_") }
      let nearest = longer.isEmpty ? nearestWord(to: name, among: known) : nil
      note(
        name,
        why: "unknown key \"\(name)\"" + (path.isEmpty ? "" : " in [\(path)]"),
        remedy: nearest.map { "Did you mean \"\($0)\"?" }
          ?? (longer.isEmpty
            ? "Known here: \(known.joined(separator: ", "))."
            : "Did you mean \(longer.joined(separator: ", "))?"))
    }
  }

  func subtable(_ name: String) -> SettingsTable? {
    guard let value = table[name] else { return nil }
    let inner = path.isEmpty ? name : "\(path).\(name)"
    guard let subtable = value.table else {
      note(name, why: "\"\(name)\" must be a table", remedy: "Write it as [\(inner)].")
      return nil
    }
    return SettingsTable(path: inner, table: subtable, source: source)
  }

  /// The tables under headings such as `[[rules]]`, in the order of the file.
  func subtables(_ name: String) -> [SettingsTable] {
    guard let value = table[name] else { return [] }
    let tables = value.array?.compactMap { $0.table } ?? []
    guard let array = value.array, tables.count == array.count else {
      note(name, why: "\"\(name)\" must be tables", remedy: "Write each as [[\(name)]].")
      return []
    }
    return tables.enumerated().map { number, table in
      SettingsTable(path: name, occurrence: number, table: table, source: source)
    }
  }

  func text(_ name: String) -> String? {
    value(name, .text) { $0.string }
  }

  func integer(_ name: String) -> Int? {
    value(name, .integer) { $0.int }
  }

  func boolean(_ name: String) -> Bool? {
    value(name, .boolean) { $0.bool }
  }

  func textList(_ name: String) -> [String]? {
    value(name, .textList) { value in
      guard let array = value.array else { return nil }
      let texts = array.compactMap { $0.string }
      return texts.count == array.count ? texts : nil
    }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    return value(name, .choice(words)) { $0.string.flatMap(Choice.init(rawValue:)) }
  }

  /// A mistake in the value of `name`, at its line.
  func note(_ name: String, why: String, remedy: String = "") {
    source.note(
      line: source.line(ofKey: name, inTable: path, occurrence), why: why, remedy: remedy,
      in: path.isEmpty ? name : path)
  }

  /// A mistake of the table as a whole, at its heading.
  func note(why: String, remedy: String) {
    source.note(
      line: source.line(ofTable: path, occurrence), why: why, remedy: remedy, in: path)
  }

  private func value<Value>(
    _ name: String, _ kind: SettingKey.Kind, read: (any TOMLValueConvertible) -> Value?
  ) -> Value? {
    guard let found = table[name] else { return nil }
    let value = read(found)
    if value == nil { note(name, why: "\"\(name)\" must be \(kind.displayText)") }
    return value
  }
}

/// The text of `mailcask.toml`, to tell lines: the TOML library names them only for syntax errors; and
/// the mistakes that were found in it.
final class ConfigurationSource {
  let file: String
  let text: String
  private var found: [(line: Int, table: String, mistake: ArchiveError)] = []

  init(file: String, text: String) {
    self.file = file
    self.text = text
  }

  /// What is not known comes before what is missing, which it may be meant for.
  var firstMistake: ArchiveError? { found.first?.mistake }

  /// The mistakes in [accounts] and the tables below it, with the table's name; and the first mistake
  /// anywhere else.
  var ofAccounts: (mistakes: [(table: String, mistake: ArchiveError)], otherwise: ArchiveError?) {
    func isOfAccounts(_ table: String) -> Bool {
      table == "accounts" || table.hasPrefix("accounts.")
    }
    return (
      found.filter { isOfAccounts($0.table) }.map { ($0.table, $0.mistake) },
      found.first { !isOfAccounts($0.table) }?.mistake
    )
  }

  /// In the order of the lines.
  var mistakes: [ArchiveError] {
    found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map(\.element.mistake)
  }

  func note(line: Int, why: String, remedy: String = "", in table: String = "") {
    found.append((line, table, mistake(line: line, why: why, remedy: remedy)))
  }

  func mistake(line: Int, why: String, remedy: String = "") -> ArchiveError {
    ArchiveError(.configuration, "read \(file), line \(line)", why: why, remedy: remedy)
  }

  func line(ofTable path: String, _ occurrence: Int) -> Int {
    let headings = lines.indices.filter { tableHeading(lines[$0]) == path }
    return headings.dropFirst(occurrence).first.map { $0 + 1 } ?? 1
  }

  func line(ofKey name: String, inTable path: String, _ occurrence: Int) -> Int {
    let start = path.isEmpty ? 0 : line(ofTable: path, occurrence) - 1
    for index in lines.indices.dropFirst(start) {
      if tableHeading(lines[index]) == (path.isEmpty ? name : "\(path).\(name)") {
        return index + 1
      }
      let key = lines[index].prefix { $0 != "=" }.trimmed
      if key == name || key == "\"\(name)\"" { return index + 1 }
    }
    return start + 1
  }

  private var lines: [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private func tableHeading(_ line: Substring) -> String? {
    let line = line.trimmed
    guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return nil }
    return line[..<end].drop { $0 == "[" }.trimmed
  }
}
