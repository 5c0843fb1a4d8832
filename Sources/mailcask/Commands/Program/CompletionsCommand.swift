import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text

struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print the completion script for a shell.",
    discussion: """
      Completes options, and the addresses, tags, folders and accounts of your archive. mailcask \
      install puts the scripts where the shells look for them.

      Examples:
        eval "$(mailcask completions bash)"
        mailcask completions zsh > ~/.zfunc/_mailcask
        mailcask completions fish > ~/.config/fish/completions/mailcask.fish
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @Argument(help: "The shell.")
  var shell: Shell

  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    /// Bash divides a word at ":" and "@", and replaces only what follows the last of them, with an "@"
    /// itself: the function for all shells gets the whole word, and of what it answers the beginning is
    /// taken off.
    /// Bash puts a space after what it completes, and a backslash before a colon, unless the
    /// options say that these are not file names.
    private static let wholeWords = #"""


      _mailcask_words() {
          local line="${COMP_LINE:0:COMP_POINT}" breaks="" typed="" index
          local word="${line##*[[:space:]]}"
          local -a COMP_WORDS
          read -ra COMP_WORDS <<< "${line}"
          [[ -z "${word}" ]] && COMP_WORDS+=("")
          local COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
          _mailcask "${1}" "${word}" "${COMP_WORDS[COMP_CWORD - 1]}"
          [[ "${COMP_WORDBREAKS}" = *:* ]] && breaks+=":"
          [[ "${COMP_WORDBREAKS}" = *@* ]] && breaks+="@"
          [[ -n "${breaks}" ]] && typed="${word%"${word##*[${breaks}]}"}"
          typed="${typed%@}"
          for index in "${!COMPREPLY[@]}"; do
              COMPREPLY[index]="${COMPREPLY[index]#"${typed}"}"
          done
          for word in "${COMPREPLY[@]}"; do
              [[ "${word}" = *: ]] && { compopt -o nospace +o filenames; break; }
          done
      }

      complete -o filenames -F _mailcask_words mailcask

      """#

    var script: String {
      switch self {
      case .bash: Mailcask.completionScript(for: .bash) + Self.wholeWords
      case .zsh: Mailcask.completionScript(for: .zsh)
      case .fish: Mailcask.completionScript(for: .fish)
      }
    }
  }

  func run() { Console.line(shell.script) }

}

extension CompletionKind {
  /// The last word of a query: "tag:wo", "from:ada", or a field.
  static var query: CompletionKind {
    .custom { words, _, prefix in
      // "-is:read" is everything else.
      let not = prefix.hasPrefix("-") ? "-" : ""
      return queryWords(String(prefix.dropFirst(not.count)), words)
        .map { asShellTakesIt(not + $0) }
    }
  }

  private static func queryWords(_ text: String, _ words: [String]) -> [String] {
    guard let colon = text.firstIndex(of: ":") else {
      return ArchiveGroup.queryFields.filter { $0.hasPrefix(text) }.map { "\($0):" }
    }
    let (field, start) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
    return values(of: field, start, words).map { "\(field):\($0)" }
  }

  /// "+work" and "-inbox"; after "--" the words of a query.
  static var tagChange: CompletionKind {
    .custom { words, index, prefix in
      guard !words.prefix(index).contains("--") else {
        return queryWords(prefix, words).map { asShellTakesIt($0) }
      }
      guard let sign = prefix.first, sign == "+" || sign == "-" else { return [] }
      return known(.tag, String(prefix.dropFirst()), words).map { "\(sign)\($0)" }
    }
  }

  static var tag: CompletionKind { .custom { words, _, prefix in known(.tag, prefix, words) } }

  /// For zsh, a colon that nothing marks begins the description.
  private static func asShellTakesIt(_ word: String) -> String {
    guard CompletionShell.requesting == .zsh else { return word }
    return word.unicodeScalars.map { $0 == ":" ? "\\:" : String($0) }.joined()
  }

  private static func values(of field: String, _ start: String, _ words: [String]) -> [String] {
    if let values = ArchiveGroup.queryValues(of: field) {
      return values.filter { $0.hasPrefix(start) }
    }
    if field == "account" {
      let accounts = (try? archive(in: words))?.configuration.accounts ?? []
      return accounts.map(\.name).filter { $0.hasPrefix(start) }
    }
    return completedFields[field].map { known($0, start, words) } ?? []
  }

  private static let completedFields: [String: ArchiveGroup.CompletionKind] = [
    "tag": .tag, "folder": .folder, "from": .address, "to": .address, "cc": .address,
    "bcc": .address, "with": .address, "recipient": .address,
  ]

  /// A command of Mailcask's own, or a topic of its help.
  static var page: CompletionKind {
    .custom { _, _, prefix in Help.names.filter { $0.hasPrefix(prefix) } }
  }

  /// An account of the archive.
  static var account: CompletionKind {
    .custom { words, _, prefix in
      guard let archive = try? archive(in: words) else { return [] }
      return archive.configuration.accounts.map(\.name).filter { $0.hasPrefix(prefix) }
    }
  }

  /// Words that the shell can take without quoting only; a failure completes nothing.
  private static func known(
    _ kind: ArchiveGroup.CompletionKind, _ text: String, _ words: [String]
  ) -> [String] {
    guard let archive = try? archive(in: words),
      let found = try? ArchiveGroup(archive).complete(kind, text)
    else { return [] }
    return found.map(\.value).filter { value in
      // The shell replaces what was typed.
      guard value.lowercased().hasPrefix(text.lowercased()) else { return false }
      return !value.unicodeScalars.contains {
        $0.isTerminalControl || " \"'`$\\;&|<>()*?[]{}!#~".unicodeScalars.contains($0)
      }
    }
  }

  private static func archive(in words: [String]) throws -> MailArchive {
    let option = words.lastIndex(of: "--archive").map { words.index(after: $0) }
    return try ArchiveOption.openForReading(
      option.flatMap { words.indices.contains($0) ? words[$0] : nil })
  }
}
