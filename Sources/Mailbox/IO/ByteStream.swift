import Bytes
import Files
import Glibc

/// Bytes that are read forward: a file, standard input, or the output of a decompressor.
protocol ByteStream: AnyObject {
  /// The approximate total number of bytes, if it is known before reading.
  var expectedBytes: Int? { get }

  /// Reads at least one byte into `buffer` from `start` on, as many as are available; returns 0 at
  /// the end.
  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int

  /// Moves forward by `count` bytes, or to the end if there are fewer.
  func skip(_ count: UInt64) throws(MailboxError)
}

extension ByteStream {
  var expectedBytes: Int? { nil }

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

/// A file or, for "-", standard input.
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

  var expectedBytes: Int? { status.type == .regular ? Int(clamping: status.size) : nil }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let count: Int
    do { count = try POSIX.read(descriptor, into: &buffer, from: start, path) } catch {
      throw MailboxError(error)
    }
    context.bytesRead += UInt64(count)
    return count
  }

  func seek(to offset: UInt64) throws(MailboxError) {
    try asMailboxError(try POSIX.seek(descriptor, to: offset, path))
  }

  /// Opens the same file again, without counting its bytes; nil for what can be read only once.
  var again: FileOpener.Again? {
    guard status.type == .regular else { return nil }
    let (path, options) = (path, context.options)
    return { () throws(MailboxError) in try FileStream(path, ReadContext(options)) }
  }

  /// For a library that reads the file itself while this stream exists.
  func withDescriptor<Result>(_ body: (Int32) -> Result) -> Result { body(descriptor) }

  func skip(_ count: UInt64) throws(MailboxError) {
    guard status.type == .regular, POSIX.skip(descriptor, count) else {
      return try readAway(count)
    }
  }
}

/// State shared by the readers of one run.
final class ReadContext {
  let options: ReadOptions
  /// Bytes read from disk: for compressed files, before decompression.
  var bytesRead: UInt64 = 0
  /// Directories that symbolic links led to. Each is followed only once; otherwise links to links
  /// would multiply.
  private var followed: Set<DirectoryIdentity> = []
  /// Where an earlier reading stopped; `start` once this one has passed it.
  private var resume: MailboxPosition

  init(_ options: ReadOptions, from resume: MailboxPosition = .start) {
    self.options = options
    self.resume = resume
  }

  /// Whether to follow a symbolic link to the directory.
  func follows(_ directory: DirectoryIdentity) -> Bool { followed.insert(directory).inserted }

  /// Whether the position to continue from is inside this container.
  func resumes(inside path: String) -> Bool { resume.path.hasPrefix("\(path)!/") }

  /// The offset in this file to continue from; 0 is its start. A container and the output of its
  /// decompressor have the same path, but each has its own offset.
  func resume(at path: String) -> UInt64 { resume.path == path ? resume.offset : 0 }

  func isResume(_ path: String) -> Bool { !path.isEmpty && resume.path == path }

  /// Another file with the same name, in a tar, must be read from its start.
  func hasResumed() { resume = .start }
}

/// A part of a stream that is held in memory.
struct StreamWindow {
  private var stream: any ByteStream
  private var buffer: [UInt8] = []
  private var start = 0
  private var end = 0
  /// Offset of the window's first byte in the stream.
  private(set) var offset: UInt64
  /// Nothing more can be read: the stream ended or, if `failure` is set, failed.
  private(set) var atEnd = false
  private(set) var failure: MailboxError?

  init(_ stream: any ByteStream, offset: UInt64 = 0) {
    self.stream = stream
    self.offset = offset
  }

  var count: Int { end - start }

  /// Calls `body` with the bytes of the window.
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    body(buffer.span.extracting(start..<end))
  }

  func bytes(_ range: Range<Int>) -> [UInt8] {
    Array(buffer[(start + range.lowerBound)..<(start + range.upperBound)])
  }

  /// Drops the first `count` bytes.
  mutating func consume(_ count: Int) {
    start += count
    offset += UInt64(count)
  }

  /// Reads more; the window grows by at least one byte unless `atEnd` becomes true.
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

  /// Reads until the window holds `wanted` bytes or the stream ends.
  mutating func fill(to wanted: Int) {
    while count < wanted, !atEnd { fill() }
  }

  /// Puts dropped bytes back in front of the window.
  mutating func putBack(_ portion: MessageBytes) {
    let after: any ByteStream = failure.map { BrokenStream($0) } ?? stream
    let held = MessageBytes.memory(bytes(0..<count))
    stream = PrefixedStream(portion, then: PrefixedStream(held, then: after))
    offset -= UInt64(portion.count)
    (start, end) = (0, 0)
    (atEnd, failure) = (false, nil)
  }

  /// Moves forward to offset `target` of the stream, or to its end.
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

  /// Makes room for a chunk after the current bytes. Bytes are moved only after at least as many
  /// were dropped, or into a buffer of twice their size, so each byte is moved only a few times.
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
  /// Copies a stream to a file in here, for data that must be read in any order or by its name.
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
