import ArgumentParser
import Foundation
import Manual
import TestSupport
import Testing

@testable import mailcask

/// Help, manual pages, completions and installation, all made from one definition.
@Suite struct HelpTests {
  private static func commands(
    _ command: CommandDescription, _ path: [String] = []
  ) -> [(path: [String], command: CommandDescription)] {
    let inner = (command.subcommands ?? []).filter { $0.commandName != "help" }
    return [(path, command)] + inner.flatMap { commands($0, path + [$0.commandName]) }
  }

  @Test func everyCommandHasAnExampleAndEveryArgumentAWord() throws {
    for (path, command) in Self.commands(try CommandDescription(ofProgram: Mailcask._dumpHelp()))
    where !path.isEmpty {
      let name = path.joined(separator: " ")
      #expect(command.abstract?.hasSuffix(".") == true, "\(name)")
      #expect(!command.examples.isEmpty || command.subcommands?.isEmpty == false, "\(name)")
      for example in command.examples {
        #expect(example.contains("mailcask \(path[0])"), "\(name): \(example)")
      }
      for argument in command.arguments ?? [] where argument.shouldDisplay && !argument.isGeneral {
        #expect(argument.abstract?.isEmpty == false, "\(name) \(argument.valueName ?? "")")
      }
    }
  }

  @Test func aMistypedCommandIsToldWithTheNearest() throws {
    let result = try Program().run("serch", "invoice")
    #expect(result.status == 2)
    #expect(result.errors.contains("no command \"serch\"; did you mean search?"))
  }

  @Test func optionsBeforeTheCommandAreToldWhereTheyGo() throws {
    let result = try Program().run("--archive", "x", "search", "invoice")
    #expect(result.status == 2)
    #expect(
      result.errors.contains("options follow the command: mailcask search --archive x invoice"))
  }

  @Test func aMistakeIsToldWithTheUsageOfItsCommand() throws {
    for words in [["tag", "work", "--", "x"], ["export", "--split", "week", "-o", "x"]] {
      let result = try Program().run(words)
      #expect(result.status == 2)
      #expect(result.errors.contains("Usage: mailcask \(words[0]) "), "\(result.errors)")
    }
  }

  @Test func versionNamesTheLibraries() throws {
    let text = try Program().run("--version").text
    #expect(text.hasPrefix("mailcask \(Mailcask.version)\n"))
    for library in ["SQLite 3.", "Xapian 1.", "OpenSSL 3.", "zstd 1."] {
      #expect(text.contains(library), "\(text)")
    }
  }

  @Test func mailcaskAloneSaysWhatToDoNext() throws {
    var program = try Program()
    #expect(try program.run().text.contains("mailcask demo"))
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    #expect(try program.run().text.contains("mailcask account add"))
    try program.directory.write(makeMessage(1), to: "1.eml")
    _ = try program.run("import", "1.eml")
    let text = try program.run().text
    #expect(text.contains("1 message in") && text.contains("mailcask search"), "\(text)")
    try Data("x".utf8).write(to: URL(fileURLWithPath: program.archive + "/mail.sqlite"))
    #expect(try program.run().text.contains("mailcask doctor"))
  }

  @Test func quietSaysNothingAndVerboseMore() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try program.directory.write(makeMessage(1), to: "1.eml")
    _ = try program.run("import", "1.eml")
    let quiet = try program.run("tag", "--quiet", "+x", "--", "item1")
    #expect(quiet.status == 0)
    #expect(quiet.text.isEmpty && quiet.errors.isEmpty, "\(quiet.text)\(quiet.errors)")
    let verbose = try program.run("search", "--verbose", "item1")
    #expect(verbose.errors.contains("archive \(program.archive)"), "\(verbose.errors)")
    #expect(verbose.errors.contains(" ms"), "\(verbose.errors)")
    for words in [["-q", "-v"], ["-v", "--log-level", "debug"], ["--log-level", "loud"]] {
      #expect(try program.run(["search", "item1"] + words).status == 2, "\(words)")
    }
    for level in ["error", "warning", "info", "debug", "trace"] {
      let said = try program.run("search", "item1", "--log-level", level)
      #expect(said.status == 0)
      #expect(said.errors.contains(" ms") == ["debug", "trace"].contains(level), "\(said.errors)")
    }
    let tagged = try program.run("tag", "--log-level", "error", "-x", "--", "item1")
    #expect(tagged.status == 0 && tagged.text.isEmpty, "\(tagged.text)\(tagged.errors)")
    // What fails is told all the same.
    #expect(try program.run("show", "--quiet", "99").errors.contains("no such message"))
  }

  @Test(arguments: [("error", false), ("warning", true), ("info", true)])
  func whatDidNotStopTheCommandIsAWarning(_ level: String, isTold: Bool) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try program.directory.write(makeMessage(1), to: "1.eml")
    for words in [["import", "1.eml"], ["delete", "--yes", "item1"]] {
      #expect(try program.run(words).status == 0)
    }
    let result = try program.run("import", "1.eml", "--log-level", level)
    #expect(result.status == 1)
    #expect(result.errors.contains("lists what was rejected") == isTold, "\(result.errors)")
    #expect(try program.run("show", "99", "--log-level", level).errors.contains("no such message"))
  }

  @Test func everyCommandTakesTheLogLevel() throws {
    for (path, command) in Self.commands(try CommandDescription(ofProgram: Mailcask._dumpHelp()))
    where !path.isEmpty && command.subcommands?.isEmpty ?? true {
      let names = (command.arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)
      #expect(names.contains("log-level"), "\(path.joined(separator: " "))")
    }
  }

  // MARK: Manual

  @Test func everyCommandHasAPageThatManUnderstands() throws {
    let program = try Program()
    #expect(try program.run("manual", "--output-dir", "man").status == 0)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: program.directory.path + "/man")
    let commands = (try CommandDescription(ofProgram: Mailcask._dumpHelp()).subcommands ?? []).map(
      \.commandName)
    let pages = commands.filter { $0 != "help" }.map { "mailcask-\($0).1" }
    let topics = Topic.all.map { "\($0.page.title).\($0.page.section)" }
    let expected = pages + topics + ["mailcask.1"]
    #expect(Set(names) == Set(expected))
    let page = try program.run("manual", "search").text
    for part in [
      ".TH ", ".SH NAME", ".SH \"SYNOPSIS\"", ".SH \"OPTIONS\"", "\\-\\-archive",
      ".SH \"EXAMPLES\"", "One of: newest, oldest, relevance.",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(try program.run("manual", "frobnicate").status == 1)
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/groff") else { return }
    for name in names {
      let checked = try runCommand(
        ["groff", "-man", "-Tutf8", "-ww", "-z", program.directory.path + "/man/" + name])
      #expect(checked.status == 0 && checked.errors.isEmpty, "\(name): \(checked.errors)")
    }
  }

  // MARK: Completions

  @Test(arguments: ["bash", "zsh", "fish"]) func theScriptIsOneThatTheShellReads(
    _ shell: String
  ) throws {
    let program = try Program()
    let script = try program.run("completions", shell)
    #expect(script.status == 0 && script.text.contains("mailcask"))
    guard
      ["/bin/", "/usr/bin/"].contains(where: {
        FileManager.default.isExecutableFile(atPath: $0 + shell)
      })
    else { return }
    let file = try program.directory.write(script.output, to: "script")
    let checked = try runCommand([shell, "-n", file.path])
    #expect(checked.status == 0, "\(checked.errors)")
  }

  /// As a person does it: types, and presses Tab.
  @Test(arguments: [
    ("mailcask sea", "mailcask search"), ("mailcask search --sni", "--snippets"),
    ("mailcask search tag:hol", "tag:holiday"), ("mailcask search subj", "subject:"),
    ("mailcask search is:unr", "is:unread"), ("mailcask search has:pd", "has:pdf"),
    ("mailcask search account:wo", "account:work"),
    ("mailcask search from:sen", "from:sender1"), ("mailcask fetch wo", "fetch work"),
    ("mailcask manual sta", "manual stats"), ("mailcask manual que", "manual query"),
    ("mailcask search tag:", "tag:holiday"), ("mailcask search from:sender1@", "@example"),
    ("mailcask search -is:unr", "-is:unread"), ("mailcask browse tag:hol", "tag:holiday"),
    ("mailcask tag +hol", "+holiday"), ("mailcask export --tag hol", "--tag holiday"),
    ("mailcask account test wo", "test work"),
  ]) func bashCompletesWhatTheArchiveHas(_ typed: String, _ completed: String) throws {
    let screen = try Terminal(try Self.archiveForShells.get()).screen(
      """
      (sleep 1; tmux -L "$(basename "${TMUX%%,*}")" send-keys '\(typed)' Tab) &
      exec bash --rcfile rc -i
      """, until: completed)
    #expect(screen.contains(completed), "\(screen)")
  }

  /// With a message, a tag, an account and bash's script, for all cases.
  private static let archiveForShells = Result {
    var program = try Program()
    try program.makeArchive("\n[accounts.work]\nhost = \"h\"\nuser = \"u\"\n")
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    try program.directory.write(makeMessage(1), to: "1.eml")
    _ = try program.run("import", "1.eml")
    _ = try program.run("tag", "+holiday", "--", "item1")
    try program.directory.write(try program.run("completions", "bash").output, to: "script")
    try program.directory.write(
      "PATH=$PWD/bin:$PATH; . ./script; PS1='ready '\n".utf8, to: "rc")
    let link = program.directory.path + "/bin/mailcask"
    try FileManager.default.createDirectory(
      atPath: program.directory.path + "/bin", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: Program.path)
    return program
  }

  /// Zsh takes what follows a colon for the description, unless the colon is marked.
  @Test(arguments: [("zsh", "tag\\:holiday"), ("fish", "tag:holiday")])
  func aFieldIsCompletedAsTheShellTakesIt(_ shell: String, _ completed: String) throws {
    var program = try Program()
    try program.makeArchive()
    program.environment.merge(["MAILCASK_ARCHIVE": program.archive, "SAP_SHELL": shell]) { $1 }
    try program.directory.write(makeMessage(1), to: "1.eml")
    _ = try program.run("import", "1.eml")
    _ = try program.run("tag", "+holiday", "--", "item1")
    let result = try program.run(
      "---completion", "search", "--", "positional@0", "2", "7", "mailcask", "search", "tag:hol")
    #expect(result.text.split(separator: "\n").first.map(String.init) == completed)
  }

  // MARK: Installation

  @Test func installPutsEverythingUnderThePrefix() throws {
    let program = try Program()
    let prefix = program.directory.path + "/prefix"
    let result = try program.run("install", "--prefix", prefix)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("PATH"))
    for file in [
      "bin/mailcask", "share/man/man1/mailcask.1", "share/man/man1/mailcask-search.1",
      "share/man/man5/mailcask.toml.5", "share/bash-completion/completions/mailcask",
      "share/zsh/site-functions/_mailcask", "share/fish/vendor_completions.d/mailcask.fish",
    ] {
      let path = prefix + "/" + file
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == (file.hasPrefix("bin") ? 0o755 : 0o644), "\(file)")
    }
    #expect(try runCommand([prefix + "/bin/mailcask", "--version"]).status == 0)
    // Once more, from the installed program: it replaces itself.
    #expect(try runCommand([prefix + "/bin/mailcask", "install", "--prefix", prefix]).status == 0)
    #expect(try program.run("install", "--prefix", "/proc/nowhere").status == 2)
  }
}
