package import Archive
import Files
private import Foundation

/// Shows an HTML document in the web browser. The document must be safe already. It is stored in a
/// directory that only its owner can read, and deleted when another one is opened a day or more
/// later.
package enum Browser {
  /// - Parameter quietly: hides the browser's own output, and does not wait for it.
  /// - Returns: the file that was opened.
  package static func open(_ html: String, name: String, quietly: Bool = false) throws -> String {
    let directory = try directory()
    removeOld(in: directory)
    let file = "\(directory)/\(name).html"
    do { try SmallFile.replace(FilePath(file), Array(html.utf8)) } catch {
      throw ArchiveError(
        .fileSystem, "write \(file)", why: "it cannot be written (\(error.cause))",
        remedy: "Check free space and permissions.")
    }
    guard run(file, quietly: quietly) == 0 else {
      throw ArchiveError(
        .notFound, "open \(file)", why: "no browser could be started",
        remedy: "Set BROWSER to the command of one, or open the file by hand.")
    }
    return file
  }

  /// Whether the browser runs in this terminal.
  package static var needsTerminal: Bool {
    let environment = ProcessInfo.processInfo.environment
    func isMissing(_ name: String) -> Bool { environment[name, default: ""].isEmpty }
    let command = environment["BROWSER", default: ""].split(separator: " ").first ?? ""
    let name = command.split(separator: "/").last.map(String.init) ?? ""
    return ["w3m", "lynx", "links", "links2", "elinks"].contains(name)
      || isMissing("DISPLAY") && isMissing("WAYLAND_DISPLAY")
  }

  private static let lifetime = 86_400.0

  /// Makes the directory of these documents: `$XDG_RUNTIME_DIR/mailcask`, which is deleted when the user
  /// logs out, or `~/.cache/mailcask/open`.
  package static func directory() throws(ArchiveError) -> String {
    let directory =
      absolutePath(in: "XDG_RUNTIME_DIR").map { $0 + "/mailcask" } ?? cacheDirectory + "/open"
    do { try POSIX.makeDirectories(FilePath(directory)) } catch {
      throw ArchiveError(
        .fileSystem, "make \(directory)", why: error.cause,
        remedy: "Set XDG_CACHE_HOME to a directory that you may write to.")
    }
    return directory
  }

  /// What of ours can be made again: `~/.cache/mailcask`.
  package static var cacheDirectory: String {
    (absolutePath(in: "XDG_CACHE_HOME") ?? homeDirectory + "/.cache") + "/mailcask"
  }

  /// Relative paths do not count, by the XDG Base Directory Specification.
  private static func absolutePath(in variable: String) -> String? {
    environmentVariable(variable).flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  private static func removeOld(in directory: String) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: directory)) ?? []
    where name.hasSuffix(".html") {
      let path = directory + "/" + name
      let made = try? files.attributesOfItem(atPath: path)[.modificationDate] as? Date
      if let made, -made.timeIntervalSinceNow > lifetime { try? files.removeItem(atPath: path) }
    }
  }

  /// Runs the browser and returns its exit status. BROWSER is a command, perhaps with options.
  private static func run(_ file: String, quietly: Bool) -> Int32 {
    let program = ProcessInfo.processInfo.environment["BROWSER", default: ""]
    let browser = program.isEmpty ? "xdg-open" : program
    let command = browser + " " + Shell.quoted(file)
    guard quietly else { return Shell.run(command) }
    let name = Shell.quoted(String(browser.prefix { $0 != " " }))
    return Shell.run(
      "command -v \(name) >/dev/null || exit 127; \(command) </dev/null >/dev/null 2>&1 &")
  }
}
