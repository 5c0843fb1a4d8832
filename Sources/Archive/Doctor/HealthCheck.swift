import Errors
import Files
import FoundationEssentials
import Glibc
import Search
import Store

/// Looks whether an archive and what it needs are as they should be. Changes nothing; contents are
/// not read, which `verify` does.
public struct HealthCheck {
  private let location: ArchiveLocation
  private var findings: [Finding] = []

  /// - Parameter further: checks what settings describe that are in order and obeyed.
  public static func run(
    _ location: ArchiveLocation, further: (Configuration) -> [Finding] = { _ in [] }
  ) -> [Finding] {
    var check = HealthCheck(location: location)
    let configuration = check.examine()
    return check.findings + (configuration.map(further) ?? [])
  }

  private init(location: ArchiveLocation) { self.location = location }

  private mutating func examine() -> Configuration? {
    let libraries = MailArchive.libraries.map { "\($0.name) \($0.version)" }
    add(.versions, .good, libraries.joined(separator: ", "))
    guard location.isArchive else {
      add(
        .archive, .problem, "there is no archive in \(location.directory)",
        "Make one with: mailcask init \(location.directory)")
      return nil
    }
    add(.archive, .good, location.directory)
    examinePermissions()
    examineDisk()
    examineLock()
    examineRejected()
    let configuration = readConfiguration()
    examineStore(configuration ?? Configuration())
    return configuration
  }

  private mutating func add(
    _ subject: Finding.Subject, _ level: Finding.Level, _ text: String, _ remedy: String = ""
  ) {
    findings.append(Finding(subject, level, text, remedy: remedy))
  }

  // MARK: Files

  private mutating func examinePermissions() {
    let kept = [
      location.directory, location.configurationFile, location.storeFile, location.indexDirectory,
      location.accountsDirectory, location.rejectedDirectory,
    ]
    var isFine = true
    for path in kept {
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { continue }
      if status.st_mode & 0o077 != 0 {
        isFine = false
        add(
          .permissions, .warning, "others may read \(path)", "Take that away: chmod go= '\(path)'")
      }
      if status.st_uid != geteuid() {
        isFine = false
        add(
          .permissions, .warning, "\(path) belongs to user \(status.st_uid), not to you",
          "Run Mailcask as its owner, or: chown -R \(geteuid()) '\(location.directory)'")
      }
    }
    if unsafe access(location.directory, W_OK) != 0 {
      isFine = false
      add(
        .permissions, .warning, "\(location.directory) cannot be written to (\(systemReason()))",
        "Reading and searching work; fetching and importing need write permission.")
    }
    if isFine { add(.permissions, .good, "the archive is for its owner alone") }
  }

  private mutating func examineDisk() {
    var status = statvfs()
    guard unsafe statvfs(location.directory, &status) == 0 else { return }
    let free = Int64(clamping: status.f_bavail) * Int64(clamping: status.f_frsize)
    let text =
      free < Limits.fewFreeBytes
      ? "\(free / 1_000_000) MB are free" : "\(free / 1_000_000_000) GB are free"
    if free < Limits.leastFreeBytes {
      add(.disk, .problem, text, "Free some space before the next fetch; nothing is lost so far.")
    } else if free < Limits.fewFreeBytes {
      add(.disk, .warning, text, "Free some space soon.")
    } else {
      add(.disk, .good, text)
    }
  }

  private mutating func examineLock() {
    guard let process = MailStore.otherWriter(at: location.storeFile) else {
      return add(.lock, .good, "nobody is writing to the archive")
    }
    add(
      .lock, .hint, "process \(process) is writing to the archive",
      "That is so while mail is fetched or imported; to see which it is: ps \(process)")
  }

  private mutating func examineRejected() {
    let names = try? POSIX.list(FilePath(location.rejectedDirectory), sorted: false)
    guard let names, names.count > 0 else { return }
    add(
      .archive, .hint,
      "messages that could not be imported are in \(location.rejectedDirectory): \(names.count)",
      "mailcask runs tells which run rejected them, and that run's number why.")
  }

  // MARK: Settings

  private mutating func readConfiguration() -> Configuration? {
    let (configuration, mistakes) = Configuration.check(file: location.configurationFile)
    guard mistakes.isEmpty else {
      findings += mistakes.map { Finding(.configuration, $0) }
      return nil
    }
    if let objection = SettingsTrust.of(location, environment: environmentVariable).objection {
      add(
        .configuration, .problem, "mailcask.toml is not obeyed: \(objection)",
        "If you trust whoever may change it: mailcask trust \(location.directory)")
      return nil
    }
    let accounts = configuration.accounts.count
    if accounts == 0 {
      add(
        .configuration, .hint, "mailcask.toml describes no account",
        "To fetch mail, add one: mailcask account add")
    } else {
      add(.configuration, .good, "mailcask.toml is in order (accounts: \(accounts))")
    }
    return configuration
  }

  // MARK: Store and index

  private mutating func examineStore(_ settings: Configuration) {
    do {
      let store = try MailStore.open(at: location.storeFile, .reading)
      let totals = try store.totals()
      add(.store, .good, "\(totals.messages) messages; mailcask verify proves each of them")
      try examineRuns(store)
      examineIndex(try store.revision())
      findings += Self.attachments(try AttachmentState(store), settings.attachments)
      findings += Self.decryption(try DecryptionState(store), settings.decrypt)
    } catch { findings.append(Finding(.store, ArchiveError(any: error))) }
  }

  private mutating func examineRuns(_ store: MailStore) throws {
    let now = currentTime()
    guard now > Limits.earliestTime else {
      return add(
        .clock, .problem, "the clock says a time before this program was made",
        "Set the clock: timedatectl set-ntp true")
    }
    guard let run = try store.runs(limit: 1).first else { return add(.clock, .good, "plausible") }
    if run.started > now + Limits.clockTolerance {
      add(
        .clock, .problem, "the last run began in the future, so the clock was or is wrong",
        "Check it with: date -u")
    } else {
      add(.clock, .good, "not behind the last run")
    }
    if let outcome = run.outcome, outcome != "done" {
      add(
        .runs, .hint, "the last run (\(run.command)) ended early: \(outcome)",
        "The same command goes on from there.")
    }
  }

  private mutating func examineIndex(_ revision: Int64) {
    do {
      let state = try IndexState(
        path: location.indexDirectory, store: FollowedStore(revision: revision))
      let behind = revision - state.revision
      if state.isOutdated {
        add(.index, .hint, "an older Mailcask made it", "The next search or fetch rebuilds it.")
      } else if behind == 0 {
        add(.index, .good, "it holds all changes of the store")
      } else {
        add(
          .index, .hint, "it lacks the latest \(behind) changes",
          "The next search or fetch puts them in.")
      }
    } catch SearchError.indexMissing {
      add(.index, .hint, "there is none", "The next search makes it.")
    } catch {
      add(
        .index, .warning, error.text.why, "The next search rebuilds it; so does mailcask reindex."
      )
    }
  }
}
