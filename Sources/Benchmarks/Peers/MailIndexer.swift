import Foundation

/// Another program that indexes a Maildir and searches it.
struct MailIndexer: Sendable {
  let name: String
  /// Writes its settings for indexing `maildir` into an empty directory.
  let prepare: @Sendable (_ directory: String, _ maildir: String) throws -> Void
  let index: @Sendable (_ directory: String) -> Invocation
  /// Lists the newest 50 matches, or all if it has no limit.
  let search: @Sendable (_ directory: String, _ query: String) -> Invocation
  /// The same search with output for people, if `search` prints only ids.
  var list: (@Sendable (_ directory: String, _ query: String) -> Invocation)?
  /// Number of messages that a query finds; "*" means all.
  let count: @Sendable (_ directory: String, _ query: String) throws -> Int

  /// The programs that are installed; prints which are not.
  static func installed() -> [MailIndexer] {
    [notmuch, mu, mairix].filter { peer in
      if (try? Invocation(arguments: ["sh", "-c", "command -v \(peer.name)"]).run()) != nil {
        return true
      }
      progress("\(peer.name) is not installed: left out")
      return false
    }
  }

  static let notmuch = MailIndexer(
    name: "notmuch",
    prepare: { directory, maildir in
      try """
      [database]
      path=\(directory)/database
      mail_root=\(maildir)
      [user]
      name=Reader
      primary_email=reader@example.com
      [new]
      tags=
      [maildir]
      synchronize_flags=false

      """.write(toFile: directory + "/config", atomically: false, encoding: .utf8)
      try FileManager.default.createDirectory(
        atPath: directory + "/database", withIntermediateDirectories: true)
    },
    index: { invocation($0, ["new", "--quiet"]) },
    search: { invocation($0, ["search", "--output=messages", "--limit=50", $1]) },
    list: { invocation($0, ["search", "--limit=50", $1]) },
    count: { try Int(invocation($0, ["count", $1]).text().trimmed) ?? 0 })

  private static func invocation(_ directory: String, _ arguments: [String]) -> Invocation {
    Invocation(
      arguments: ["notmuch"] + arguments,
      environment: ["NOTMUCH_CONFIG": directory + "/config", "HOME": directory])
  }

  static let mu = MailIndexer(
    name: "mu",
    prepare: { directory, maildir in
      try mu(directory, ["init", "--maildir=\(maildir)"]).run(output: directory + "/log")
    },
    index: { mu($0, ["index", "--quiet"]) },
    search: { mu($0, ["find", "--sortfield=date", "--reverse", "--maxnum=50", $1]) },
    count: { directory, query in
      try mu(directory, ["find", "--fields=i", query == "*" ? "" : query])
        .text(accepting: [0, 2, 4]).split(separator: "\n").count
    })

  private static func mu(_ directory: String, _ arguments: [String]) -> Invocation {
    Invocation(
      arguments: ["mu"] + arguments.prefix(1) + ["--muhome=\(directory)/mu"]
        + arguments.dropFirst(), environment: ["HOME": directory])
  }

  static let mairix = MailIndexer(
    name: "mairix",
    prepare: { directory, maildir in
      try """
      base=\(URL(fileURLWithPath: maildir).deletingLastPathComponent().path)
      maildir=\(URL(fileURLWithPath: maildir).lastPathComponent)
      mfolder=\(directory)/found
      database=\(directory)/database

      """.write(toFile: directory + "/config", atomically: false, encoding: .utf8)
    },
    index: { Invocation(arguments: ["mairix", "-Q", "-f", $0 + "/config"]) },
    search: { Invocation(arguments: ["mairix", "-r", "-f", $0 + "/config"] + $1.words) },
    count: { directory, query in
      let words = query == "*" ? ["z:1-"] : query.words
      return try Invocation(arguments: ["mairix", "-r", "-f", directory + "/config"] + words)
        .text(accepting: [0, 1]).split(separator: "\n").count
    })
}

extension String {
  fileprivate var words: [String] { split(separator: " ").map(String.init) }
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
