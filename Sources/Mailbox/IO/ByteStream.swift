import Bytes
import Files
import Glibc

/// Octets read forward: a file, standard input, or what comes out of a decompressor.
protocol ByteStream: AnyObject {
  /// About how many octets it has in all, where that is known before they are read.
  var expectedOctets: Int? { get }

  /// Reads at least one octet into `buffer` from `start` on, as many as are at hand; 0 at the end.
  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int

  /// Goes forward by `count` octets, or to the end if there are fewer.
  func skip(_ count: UInt64) throws(MailboxError)
}

extension ByteStream {
  var expectedOctets: Int? { nil }

  func skip(_ count: UInt64) throws(MailboxError) { try readAway(count) }

  func readAway(_ count: UInt64) throws(MailboxError) {
    var left = count
    var scratch = [UInt8](zeros: Int(clamping: min(left, UInt64(Limits.chunk))))
    while left > 0 {
      if left < UInt64(scratch.count) { scratch.removeLast(scratch.count - Int(left)) }
      let got = try read(into: &scratch, from: 0)
      if got == 0 { return }
      left -= UInt64(got)
    }
  }
}

/// A file or, as "-", standard input.
final class FileStream: ByteStream {
  let path: FilePath
  private let descriptor: Int32
  private let context: ReadContext
  let status: POSIX.Status

  init(_ path: FilePath, _ context: ReadContext) throws(MailboxError) {
    self.path = path
    self.context = context
    let isStandardInput = path.bytes == [UInt8(ascii: "-")]
    descriptor = isStandardInput ? dup(0) : try asMailboxError(try POSIX.openForReading(path))
    do throws(FileError) {
      status = try POSIX.status(of: descriptor, path)
    } catch {
      POSIX.close(descriptor)
      throw MailboxError(error)
    }
  }

  deinit { POSIX.close(descriptor) }

  var expectedOctets: Int? { status.type == .regular ? Int(clamping: status.size) : nil }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let count: Int
    do { count = try POSIX.read(descriptor, into: &buffer, from: start, path) } catch {
      throw MailboxError(error)
    }
    context.octetsRead += UInt64(count)
    return count
  }

  func seek(to offset: UInt64) throws(MailboxError) {
    try asMailboxError(try POSIX.seek(descriptor, to: offset, path))
  }

  /// Opens the same file again, and counts nothing; nil for what comes only once.
  var again: FileOpener.Again? {
    guard status.type == .regular else { return nil }
    let (path, options) = (path, context.options)
    return { () throws(MailboxError) in try FileStream(path, ReadContext(options)) }
  }

  /// For a library that reads the file itself, as long as this stream lives.
  func withDescriptor<Result>(_ body: (Int32) -> Result) -> Result { body(descriptor) }

  func skip(_ count: UInt64) throws(MailboxError) {
    guard status.type == .regular, POSIX.skip(descriptor, count) else {
      return try readAway(count)
    }
  }
}

/// What the readers of one run share.
final class ReadContext {
  let options: ReadOptions
  /// Octets read from disk: for compressed files those of the compressed file.
  var octetsRead: UInt64 = 0
  /// Directories that symbolic links led to. Each is followed once, or links to links would multiply.
  private var followed: Set<DirectoryIdentity> = []
  /// Where an earlier reading stopped; `start` once this one is past it.
  private var resume: MailboxPosition

  init(_ options: ReadOptions, from resume: MailboxPosition = .start) {
    self.options = options
    self.resume = resume
  }

  /// Whether a symbolic link to the directory is followed.
  func follows(_ directory: DirectoryIdentity) -> Bool { followed.insert(directory).inserted }

  /// Whether the place to go on from is inside this container.
  func resumes(inside path: String) -> Bool { resume.path.hasPrefix("\(path)!/") }

  /// The place in this file to go on from; 0 is its start. A container has one for itself and for what
  /// comes out of its decompressor, which have the same path.
  func resume(at path: String) -> UInt64 { resume.path == path ? resume.offset : 0 }

  func isResume(_ path: String) -> Bool { !path.isEmpty && resume.path == path }

  /// Another file of the same name, in a tar, is to be read from its start.
  func hasResumed() { resume = .start }
}

/// A stretch of a stream held in memory, from the start of what is being looked at.
struct StreamWindow {
  private var stream: any ByteStream
  private var buffer: [UInt8] = []
  private var start = 0
  private var end = 0
  /// Offset of the window's first octet in the stream.
  private(set) var offset: UInt64
  /// Nothing more can be read: the stream ended or, if `failure` is set, broke.
  private(set) var atEnd = false
  private(set) var failure: MailboxError?

  init(_ stream: any ByteStream, offset: UInt64 = 0) {
    self.stream = stream
    self.offset = offset
  }

  var count: Int { end - start }

  /// Calls `body` with the octets of the window.
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    body(buffer.span.extracting(start..<end))
  }

  func bytes(_ range: Range<Int>) -> [UInt8] {
    Array(buffer[(start + range.lowerBound)..<(start + range.upperBound)])
  }

  /// Lets go of the first `count` octets.
  mutating func consume(_ count: Int) {
    start += count
    offset += UInt64(count)
  }

  /// Reads more; the window grows by at least one octet unless `atEnd` becomes true.
  mutating func fill() {
    if atEnd { return }
    makeRoom()
    do throws(MailboxError) {
      let got = try stream.read(into: &buffer, from: end)
      end += got
      atEnd = got == 0
    } catch {
      (failure, atEnd) = (error, true)
    }
  }

  /// Reads until the window holds `wanted` octets or the stream ends.
  mutating func fill(to wanted: Int) {
    while count < wanted, !atEnd { fill() }
  }

  /// Octets that were let go of are to be looked at again.
  mutating func putBack(_ octets: MessageBytes) {
    let after: any ByteStream = failure.map { BrokenStream($0) } ?? stream
    let held = MessageBytes.memory(bytes(0..<count))
    stream = PrefixedStream(octets, then: PrefixedStream(held, then: after))
    offset -= UInt64(octets.count)
    (start, end) = (0, 0)
    (atEnd, failure) = (false, nil)
  }

  /// Goes forward to `target`, counted from the stream's start, or to the end.
  mutating func skip(to target: UInt64) {
    guard target > offset else { return }
    consume(Int(clamping: min(UInt64(count), target - offset)))
    guard target > offset, !atEnd else { return }
    do throws(MailboxError) {
      try stream.skip(target - offset)
      offset = target
    } catch {
      (failure, atEnd) = (error, true)
    }
  }

  /// Makes room for a chunk behind what is held. Octets are moved only after at least as many were
  /// let go of, or into a buffer of twice their number, so that each is moved a few times at most
  /// however the window is used.
  private mutating func makeRoom() {
    let held = count
    let isIdle = buffer.count > Limits.idleWindow && held < Limits.idleWindow / 4
    if buffer.count - end >= Limits.chunk, !isIdle { return }
    if !isIdle, start >= held, buffer.count - held >= Limits.chunk {
      buffer.replaceSubrange(0..<held, with: Array(buffer[start..<end]))
    } else {
      var next = [UInt8](zeros: 2 * held + 4 * Limits.chunk)
      next.replaceSubrange(0..<held, with: buffer[start..<end])
      buffer = next
    }
    start = 0
    end = held
  }
}

extension TemporaryFolder {
  /// Copies a stream to a file in here, for what must be read in any order or by its name.
  func keep(_ stream: any ByteStream) throws(MailboxError) -> FilePath {
    let file = path / Array("file".utf8)
    let descriptor = try asMailboxError(try POSIX.create(file))
    defer { POSIX.close(descriptor) }
    var portion = [UInt8](zeros: Limits.chunk)
    while true {
      let count = try stream.read(into: &portion, from: 0)
      if count == 0 { return file }
      let part = portion.span.extracting(..<count)
      try asMailboxError(try POSIX.writeAll(descriptor, part, file))
    }
  }
}
