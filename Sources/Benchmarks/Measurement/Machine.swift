import Foundation

/// The machine and programs of a measurement.
struct Machine: Codable {
  var date = Date.now.formatted(.iso8601)
  var processor = Self.field("model name", of: "/proc/cpuinfo") ?? "unknown"
  var cores = ProcessInfo.processInfo.activeProcessorCount
  var memory = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
  var system = Self.field("PRETTY_NAME", of: "/etc/os-release") ?? "unknown"
  var kernel = Self.firstLine(["uname", "-sr"]) ?? "unknown"
  /// The load before anything was started: it should be near 0, or the figures are unreliable.
  var load =
    (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?
    .split(separator: " ").first.map(String.init) ?? "unknown"
  /// Version of each program; programs that are missing are left out of the run.
  var versions = Self.versions()

  var markdown: String {
    let programs = versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return """
      \(date), \(processor), \(cores) cores, \(memory.brief) GB, \(system), \(kernel), load \(load).
      \(programs.joined(separator: ", ")).
      """
  }

  private static func versions() -> [String: String] {
    let commands = [
      "notmuch": ["notmuch", "--version"], "mu": ["mu", "--version"],
      "mairix": ["mairix", "--version"], "mpop": ["mpop", "--version"],
      "fetchmail": ["fetchmail", "--version"], "getmail6": ["getmail", "--version"],
      "dovecot": ["dovecot", "--version"], "valgrind": ["valgrind", "--version"],
      "mailcask": [Mailcask.program, "--version"],
    ]
    var versions = commands.compactMapValues { command in
      firstLine(command).flatMap { line in
        line.split { !$0.isNumber && $0 != "." }.map(String.init)
          .first { $0.contains(".") && $0.first?.isNumber == true }
      }
    }
    versions["GMime"] = GMime.shared?.version
    return versions
  }

  private static func firstLine(_ command: [String]) -> String? {
    try? Invocation(arguments: command).text(accepting: [0, 1]).split(separator: "\n").first
      .map(String.init)
  }

  /// The value after "NAME:" or "NAME=" in a system file.
  private static func field(_ name: String, of file: String) -> String? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      let value = line.dropFirst(name.count).drop { $0 == "\t" || $0 == " " }.dropFirst()
      return value.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
    }
    return nil
  }
}
