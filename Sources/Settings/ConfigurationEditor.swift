public import Errors
import Files
import Foundation

extension Configuration {
  /// Adds a saved search to a settings file; all that stands in it stays as it is.
  ///
  /// - Throws: `alreadyThere`, `configuration`, `fileSystem`; the file is unchanged then.
  public static func save(
    query: String, as name: String, to file: String
  ) throws(ArchiveError) {
    let what = "save the search \(name)"
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) })
    else {
      throw ArchiveError(
        .configuration, what, why: "the name is not a word",
        remedy: "Use letters, digits, hyphens and underscores.")
    }
    let old = try readToleratingAccounts(file: file)
    guard old.search.saved[name] == nil else {
      throw ArchiveError(
        .alreadyThere, what, why: "\(file) has one of that name", remedy: "Choose another name.")
    }
    var lines = try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    let line = "\(tomlKey(name)) = \(tomlText(query))"
    let table = lines.firstIndex { line in
      line.prefix { $0 != "#" }.filter { !" \t\r".contains($0) } == "[saved]"
    }
    if let table {
      lines.insert(line, at: table + 1)
    } else {
      while lines.last?.isEmpty == true { lines.removeLast() }
      lines += ["", "[saved]", line, ""]
    }
    let text = lines.joined(separator: "\n")
    var expected = old.search.saved
    expected[name] = query
    guard let new = try? parse(text, file: file), new.search.saved == expected else {
      throw uneditable(file, what)
    }
    try write(text, to: file)
  }

  /// Takes a saved search out of a settings file; all else that stands in it stays as it is.
  ///
  /// - Throws: `notFound`, `configuration`, `fileSystem`; the file is unchanged then.
  public static func remove(saved name: String, from file: String) throws(ArchiveError) {
    let what = "remove the saved search \(name)"
    let old = try readToleratingAccounts(file: file)
    guard old.search.saved[name] != nil else {
      throw ArchiveError(.notFound, what, why: "\(file) has no such search")
    }
    var expected = old.search.saved
    expected[name] = nil
    let lines = try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
    // One whose query goes over several lines, or that is written in another way, is for a person.
    for index in lines.indices where isSetting(lines[index], of: name) {
      var rest = lines
      rest.remove(at: index)
      let text = rest.joined(separator: "\n")
      guard let new = try? parse(text, file: file), new.search.saved == expected else { continue }
      return try write(text, to: file)
    }
    throw uneditable(file, what)
  }

  /// Whether a line gives a value to a key.
  static func isSetting(_ line: Substring, of name: String) -> Bool {
    let key = line.prefix { $0 != "=" }.filter { !" \t\"'".contains($0) }
    return key == name && key.count < line.count
  }

  static func text(of file: String) throws(ArchiveError) -> String {
    do {
      let bytes = try SmallFile.readIfThere(FilePath(file), limit: Limits.configurationBytes)
      return String(decoding: bytes ?? [], as: UTF8.self)
    } catch { throw ArchiveError(error) }
  }

  static func write(_ text: String, to file: String) throws(ArchiveError) {
    do { try SmallFile.replace(FilePath(file), Array(text.utf8)) } catch {
      throw ArchiveError(error)
    }
  }

  static func uneditable(_ file: String, _ what: String) -> ArchiveError {
    ArchiveError(
      .configuration, what, why: "\(file) is written in a way that is not safe to change",
      remedy: "Change it by hand.")
  }
}

/// A basic string (TOML 1.0).
func tomlText(_ text: String) -> String {
  let escaped = text.unicodeScalars.map { scalar in
    switch scalar {
    case "\"", "\\": "\\\(scalar)"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2)
        + String(scalar.value, radix: 16)
    default: String(scalar)
    }
  }
  return "\"" + escaped.joined() + "\""
}

func tomlKey(_ name: String) -> String {
  let isBare = name.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
  }
  return isBare && !name.isEmpty ? name : tomlText(name)
}
