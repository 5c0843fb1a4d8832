import Dispatch
package import Errors
package import Files
import Synchronization

/// Files that a browser sends, written to the disk while they arrive. The form's token comes first, and
/// without it nothing is written.
package final class Upload: Sendable {
  /// Whether an upload is taken; decided by its header alone.
  package enum Admission: Sendable {
    case refused(status: Int)
    /// - Parameters:
    ///   - slot: of a limited number; held until the upload has ended.
    ///   - directory: where its files are put, in one of their own.
    ///   - isOurs: whether a token is that of our forms.
    case taken(Slot, directory: String, isOurs: @Sendable (String) -> Bool)
  }

  /// Uploads that may be taken at the same time.
  package final class Slots: Sendable {
    private let taken = Atomic(0)

    /// - Returns: nil if there are too many already.
    package init() {}

    package func take() -> Slot? {
      guard taken.add(1, ordering: .relaxed).newValue <= Limits.uploads else {
        free()
        return nil
      }
      return Slot(self)
    }

    fileprivate func free() { taken.subtract(1, ordering: .relaxed) }
  }

  /// One of them, until it is released.
  package final class Slot: Sendable {
    private let slots: Slots
    fileprivate init(_ slots: Slots) { self.slots = slots }
    deinit { slots.free() }
  }

  /// What came whole.
  package struct Result: Sendable {
    package let form: Fields
    /// Their names in the folder.
    package let files: [String]
    /// Holds the files; removed when nobody uses it any more.
    package let folder: TemporaryFolder?
    /// Why they cannot be used; nil: they can.
    package let failure: ArchiveError?
  }

  private struct State: Sendable {
    var reader: MultipartReader
    var form = Fields()
    var names: [String] = []
    var folder: TemporaryFolder?
    var file: (descriptor: Int32, path: FilePath)?
    var failure: ArchiveError?
    /// The token was there and right.
    var isAllowed = false
  }

  private let state: Mutex<State>
  private let slot: Slot
  private let directory: String
  private let isOurs: @Sendable (String) -> Bool
  private let queue = DispatchQueue(label: "mailcask upload")

  /// - Parameter length: bytes that will come.
  /// - Returns: nil if it is no form with files.
  init?(
    _ contentType: String, length: Int, _ slot: Slot, to directory: String,
    isOurs: @escaping @Sendable (String) -> Bool
  ) {
    guard let reader = MultipartReader(contentType: contentType) else { return nil }
    self.slot = slot
    self.directory = directory
    self.isOurs = isOurs
    var state = State(reader: reader)
    state.failure = Self.objection(to: length, in: directory)
    self.state = Mutex(state)
  }

  deinit {
    state.withLock { state in
      if let file = state.file { POSIX.close(file.descriptor) }
    }
  }

  /// Takes the next bytes; they are written on another thread.
  ///
  /// - Parameter done: called there when they are written, and more may come.
  func take(_ bytes: [UInt8], done: @escaping @Sendable () -> Void) {
    queue.async { [self] in
      state.withLock { state in
        // What cannot be used is read to its end all the same: a browser shows no answer before.
        guard state.failure == nil else { return }
        do { try take(bytes, &state) } catch {
          state.failure =
            error as? ArchiveError ?? (error as? FileError).map { ArchiveError($0) }
            ?? Self.malformed
        }
      }
      done()
    }
  }

  /// - Parameter done: called on another thread when all is written.
  func finish(done: @escaping @Sendable (Result) -> Void) {
    queue.async { [self] in
      let result = state.withLock { state in
        if state.failure == nil, !state.reader.isComplete { state.failure = Self.malformed }
        if state.failure == nil, state.names.isEmpty {
          state.failure = Self.failure("no file was chosen", "Choose one, and send it again.")
        }
        return Result(
          form: state.form, files: state.names, folder: state.folder, failure: state.failure)
      }
      done(result)
    }
  }

  private func take(_ bytes: [UInt8], _ state: inout State) throws {
    // The reader is changed by itself, while what it finds changes the rest.
    var reader = state.reader
    defer { state.reader = reader }
    do { try reader.take(bytes) { try use($0, &state) } } catch is MultipartReader.Malformed {
      throw Self.malformed
    }
  }

  private func use(_ event: MultipartReader.Event, _ state: inout State) throws {
    switch event {
    case .field(let name, let value):
      guard state.form.all.count < Limits.fields else { throw Self.malformed }
      state.form.add(name, value)
      if name == "token" { state.isAllowed = isOurs(value) }
    case .fileBegins(let name):
      guard state.isAllowed else { throw Self.malformed }
      // An empty field for files has one without a name.
      guard !name.isEmpty else { return }
      guard state.names.count < Limits.filesUploaded else {
        throw Self.failure(
          "there are more than \(Limits.filesUploaded) files",
          "Add their folder by its path instead.")
      }
      state.file = try create(name, &state)
    case .bytes(let bytes):
      if let file = state.file { try POSIX.writeAll(file.descriptor, bytes.span, file.path) }
    case .fileEnds:
      if let file = state.file { POSIX.close(file.descriptor) }
      state.file = nil
    }
  }

  private func create(_ name: String, _ state: inout State) throws -> (Int32, FilePath) {
    let folder = try state.folder ?? makeFolder()
    state.folder = folder
    var safe = Self.safe(name)
    // Two of the same name are two files.
    if state.names.contains(safe) { safe = "\(state.names.count + 1)-\(safe)" }
    let path = FilePath("\(folder.name)/\(safe)")
    let descriptor = try POSIX.create(path)
    state.names.append(safe)
    return (descriptor, path)
  }

  private func makeFolder() throws -> TemporaryFolder {
    try POSIX.makeDirectories(FilePath(directory))
    return try TemporaryFolder(in: directory)
  }

  /// Its last component, which says what kind it is of, without what a name of ours does not need.
  static func safe(_ name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let plain = last.unicodeScalars.filter { $0.properties.generalCategory != .control }
    let text = String(String.UnicodeScalarView(plain)).suffix(100)
    return text.isEmpty || text.allSatisfy { $0 == "." } ? "file" : String(text)
  }

  // MARK: Failures

  private static func objection(to length: Int, in directory: String) -> ArchiveError? {
    guard length <= Limits.uploadBytes else {
      return failure(
        "more than \(Limits.uploadBytes >> 30) GB are not taken",
        "Add the file by its path instead.")
    }
    try? POSIX.makeDirectories(FilePath(directory))
    // Once here, and once in the archive.
    guard let free = POSIX.freeBytes(FilePath(directory)), Int64(length) * 2 > free else {
      return nil
    }
    return failure(
      "there is not enough room in \(directory)",
      "Free some space, or add the file by its path, which needs half as much.")
  }

  private static let malformed = failure(
    "what came is not a form of this page", "Load the page again, and repeat it.")

  private static func failure(_ why: String, _ remedy: String) -> ArchiveError {
    ArchiveError(.mailbox, "add the files", why: why, remedy: "\(remedy) Nothing was added.")
  }
}
